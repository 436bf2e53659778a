/*
** Writes that follow one another in a file, held back and written together. A browser takes about as long
** to write one page as to write a hundred, and SQLite writes page by page.
**
** What SQLite relies on stays: before anything else is done with a file, and so before it is synced,
** everything is written, in the order in which SQLite wrote it. Only what was never synced can be lost with
** the tab, which SQLite expects of every file. A write that fails is told by what is done next with the file.
*/

/* What calls itself so keeps its files in memory, where nothing is gained. All else is a pool of files in
** the browser's file system, of one kind and so opened by one function. */
#define HELD_NOT "memvfs"
/* How much is held back at most, in bytes. */
#define HELD_SIZE 262144

typedef struct HeldFile HeldFile;
struct HeldFile {
  sqlite3_file base;
  /* The file itself, which stands behind this. */
  sqlite3_file *pFile;
  /* What is held back, how much that is, and where in the file it goes. */
  char *aHeld;
  int nHeld;
  sqlite3_int64 iHeld;
};

static int (*heldRealOpen)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *) = 0;

static int heldFlush(HeldFile *p) {
  int nHeld = p->nHeld;
  p->nHeld = 0;
  return nHeld ? p->pFile->pMethods->xWrite(p->pFile, p->aHeld, nHeld, p->iHeld) : SQLITE_OK;
}

/* Does something with the file itself, after what is held back for it. */
#define HELD_AFTER(file, call)                \
  HeldFile *p = (HeldFile *)file;             \
  int rc = heldFlush(p);                      \
  return rc ? rc : p->pFile->pMethods->call

static int heldWrite(sqlite3_file *file, const void *a, int n, sqlite3_int64 iAt) {
  HeldFile *p = (HeldFile *)file;
  if (p->nHeld == 0 || iAt != p->iHeld + p->nHeld || n > HELD_SIZE - p->nHeld) {
    int rc = heldFlush(p);
    if (rc) return rc;
    if (p->aHeld == 0) p->aHeld = sqlite3_malloc(HELD_SIZE);
    if (p->aHeld == 0 || n > HELD_SIZE) return p->pFile->pMethods->xWrite(p->pFile, a, n, iAt);
    p->iHeld = iAt;
  }
  memcpy(p->aHeld + p->nHeld, a, n);
  p->nHeld += n;
  return SQLITE_OK;
}

static int heldRead(sqlite3_file *file, void *a, int n, sqlite3_int64 iAt) {
  HELD_AFTER(file, xRead(p->pFile, a, n, iAt));
}
static int heldTruncate(sqlite3_file *file, sqlite3_int64 size) { HELD_AFTER(file, xTruncate(p->pFile, size)); }
static int heldSync(sqlite3_file *file, int flags) { HELD_AFTER(file, xSync(p->pFile, flags)); }
static int heldFileSize(sqlite3_file *file, sqlite3_int64 *pSize) { HELD_AFTER(file, xFileSize(p->pFile, pSize)); }
static int heldLock(sqlite3_file *file, int level) { HELD_AFTER(file, xLock(p->pFile, level)); }
static int heldUnlock(sqlite3_file *file, int level) { HELD_AFTER(file, xUnlock(p->pFile, level)); }
static int heldCheckReservedLock(sqlite3_file *file, int *pIs) {
  HELD_AFTER(file, xCheckReservedLock(p->pFile, pIs));
}
static int heldFileControl(sqlite3_file *file, int op, void *pArg) {
  HELD_AFTER(file, xFileControl(p->pFile, op, pArg));
}

static int heldClose(sqlite3_file *file) {
  HeldFile *p = (HeldFile *)file;
  int rc = heldFlush(p);
  int rcClose = p->pFile->pMethods->xClose(p->pFile);
  sqlite3_free(p->aHeld);
  p->aHeld = 0;
  return rc ? rc : rcClose;
}

static int heldSectorSize(sqlite3_file *file) {
  HeldFile *p = (HeldFile *)file;
  return p->pFile->pMethods->xSectorSize(p->pFile);
}
static int heldDeviceCharacteristics(sqlite3_file *file) {
  HeldFile *p = (HeldFile *)file;
  return p->pFile->pMethods->xDeviceCharacteristics(p->pFile);
}

static const sqlite3_io_methods heldMethods = {
  1, heldClose, heldRead, heldWrite, heldTruncate, heldSync, heldFileSize, heldLock, heldUnlock,
  heldCheckReservedLock, heldFileControl, heldSectorSize, heldDeviceCharacteristics,
};

static int heldOpen(sqlite3_vfs *pVfs, const char *zName, sqlite3_file *file, int flags, int *pFlags) {
  HeldFile *p = (HeldFile *)file;
  int rc;
  memset(p, 0, sizeof(*p));
  p->pFile = (sqlite3_file *)&p[1];
  rc = heldRealOpen(pVfs, zName, p->pFile, flags, pFlags);
  /* As everywhere, a file is open if it has methods, and is closed then even after a failure. */
  if (p->pFile->pMethods) p->base.pMethods = &heldMethods;
  return rc;
}

/* What registers a file system from outside of SQLite, in the place of SQLite's own function. */
#undef sqlite3_vfs_register
int sqlite3_vfs_register(sqlite3_vfs *pVfs, int isDefault) {
  if (pVfs && pVfs->xOpen != heldOpen && strcmp(pVfs->zName, HELD_NOT) != 0) {
    heldRealOpen = pVfs->xOpen;
    pVfs->xOpen = heldOpen;
    pVfs->szOsFile += sizeof(HeldFile);
  }
  return segdeckRegisterVfs(pVfs, isDefault);
}
