/*
** SQLite for the sandbox in a browser: the source that comes with the crate `sqlite-wasm-rs`, without
** what no query of ours uses. That is a quarter of it, which everyone would load who chooses the sandbox.
** `SQLITE_WASM_RS_SOURCE_DIR` in `.cargo/config.toml` names this folder; the crate compiles from its own
** one with `-Ishim`, from which the path below leads.
**
** A server has all of SQLite, so what is omitted here shows in the browser's replay of the contract only.
*/

/* Extensions that the crate turns on. */
#undef SQLITE_ENABLE_API_ARMOR
#undef SQLITE_ENABLE_BYTECODE_VTAB
#undef SQLITE_ENABLE_COLUMN_METADATA
#undef SQLITE_ENABLE_DBPAGE_VTAB
#undef SQLITE_ENABLE_DBSTAT_VTAB
#undef SQLITE_ENABLE_FTS5
#undef SQLITE_ENABLE_MATH_FUNCTIONS
#undef SQLITE_ENABLE_OFFSET_SQL_FUNC
#undef SQLITE_ENABLE_PREUPDATE_HOOK
#undef SQLITE_ENABLE_RTREE
#undef SQLITE_ENABLE_SESSION
#undef SQLITE_ENABLE_STMTVTAB
#undef SQLITE_ENABLE_UNKNOWN_SQL_FUNCTION
#undef SQLITE_ENABLE_UNLOCK_NOTIFY
#undef SQLITE_USE_URI

/* Statements and functions. A new database is made as a whole, so no table is ever altered here. */
#define SQLITE_OMIT_ALTERTABLE
#define SQLITE_OMIT_ANALYZE
#define SQLITE_OMIT_ATTACH
#define SQLITE_OMIT_BETWEEN_OPTIMIZATION
#define SQLITE_OMIT_BLOB_LITERAL
#define SQLITE_OMIT_CAST
#define SQLITE_OMIT_DATETIME_FUNCS
#define SQLITE_OMIT_EXPLAIN
#define SQLITE_OMIT_GENERATED_COLUMNS
#define SQLITE_OMIT_HEX_INTEGER
#define SQLITE_OMIT_JSON
#define SQLITE_OMIT_LIKE_OPTIMIZATION
#define SQLITE_OMIT_REINDEX
#define SQLITE_OMIT_VACUUM
#define SQLITE_OMIT_VIEW
#define SQLITE_OMIT_WINDOWFUNC

/* Pragmas. */
#define SQLITE_OMIT_CASE_SENSITIVE_LIKE_PRAGMA
#define SQLITE_OMIT_COMPILEOPTION_DIAGS
#define SQLITE_OMIT_INTEGRITY_CHECK
#define SQLITE_OMIT_INTROSPECTION_PRAGMAS
#define SQLITE_OMIT_SCHEMA_PRAGMAS

/* What programs in C can do. */
#define SQLITE_OMIT_AUTHORIZATION
#define SQLITE_OMIT_COMPLETE
#define SQLITE_OMIT_DECLTYPE
#define SQLITE_OMIT_GET_TABLE
#define SQLITE_OMIT_INCRBLOB
#define SQLITE_OMIT_LOCALTIME
#define SQLITE_OMIT_PROGRESS_CALLBACK
#define SQLITE_OMIT_TCL_VARIABLE
#define SQLITE_OMIT_TRACE
#define SQLITE_OMIT_UTF16
#define SQLITE_UNTESTABLE

/* Ways to store. There are no locks between connections, and a file of a browser knows no WAL. */
#define SQLITE_DEFAULT_MEMSTATUS 0
#define SQLITE_MAX_ATTACHED 0
#define SQLITE_OMIT_AUTOVACUUM
#define SQLITE_OMIT_WAL
#define SQLITE_OMIT_XFER_OPT

/* A name in double quotes is never a text, and no expression is as deep as to overflow the stack: nobody
** writes SQL here but us. */
#define SQLITE_DQS 0
#define SQLITE_LIKE_DOESNT_MATCH_BLOBS
#define SQLITE_MAX_EXPR_DEPTH 0

/* What registers file systems is in `held_writes.c`, and what SQLite does as it starts in `json_each.c`. */
#define sqlite3_vfs_register segdeckRegisterVfs
#define SQLITE_EXTRA_INIT segdeckStart

/* Of window functions, the parser still wants these, and a place in a SELECT for a list of them, which is
** always empty and written before what is really there. It passes over FILTER and OVER with a name without
** a word, so a test of the sandbox looks that no statement has them. */
#define pWinDefn pWith
typedef struct sqlite3 sqlite3;
typedef struct Expr Expr;
typedef struct ExprList ExprList;
typedef struct Parse Parse;
typedef struct Token Token;
typedef struct Window Window;
static Window *sqlite3WindowAlloc(Parse *, int, int, Expr *, int, Expr *, unsigned char);
static Window *sqlite3WindowAssemble(Parse *, Window *, ExprList *, ExprList *, Token *);
static void sqlite3WindowChain(Parse *, Window *, Window *);
static void sqlite3WindowListDelete(sqlite3 *, Window *);

#include "../sqlite3/sqlite3.c"
#include "held_writes.c"
#include "json_each.c"

/*
** The parser, which is made with everything, still knows the statements. So each of them is refused, and
** what other parts use stands here as it is in SQLite.
*/
static void segdeckOmitted(Parse *pParse) {
  sqlite3ErrorMsg(pParse, "this SQLite does not know this statement");
}

static void sqlite3AlterAddConstraint(Parse *pParse, SrcList *pSrc, Token *pFirst, Token *pName,
                                      const char *zExpr, int nExpr, Expr *pExpr) {
  segdeckOmitted(pParse);
  sqlite3ExprDelete(pParse->db, pExpr);
  sqlite3SrcListDelete(pParse->db, pSrc);
}
static void sqlite3AlterBeginAddColumn(Parse *pParse, SrcList *pSrc) {
  segdeckOmitted(pParse);
  sqlite3SrcListDelete(pParse->db, pSrc);
}
static void sqlite3AlterDropColumn(Parse *pParse, SrcList *pSrc, const Token *pName) {
  segdeckOmitted(pParse);
  sqlite3SrcListDelete(pParse->db, pSrc);
}
static void sqlite3AlterDropConstraint(Parse *pParse, SrcList *pSrc, Token *pName, Token *pColumn) {
  segdeckOmitted(pParse);
  sqlite3SrcListDelete(pParse->db, pSrc);
}
static void sqlite3AlterFinishAddColumn(Parse *pParse, Token *pColumn) { segdeckOmitted(pParse); }
static void sqlite3AlterRenameColumn(Parse *pParse, SrcList *pSrc, Token *pOld, Token *pNew) {
  segdeckOmitted(pParse);
  sqlite3SrcListDelete(pParse->db, pSrc);
}
static void sqlite3AlterRenameTable(Parse *pParse, SrcList *pSrc, Token *pName) {
  segdeckOmitted(pParse);
  sqlite3SrcListDelete(pParse->db, pSrc);
}
static void sqlite3AlterSetNotNull(Parse *pParse, SrcList *pSrc, Token *pColumn, Token *pFirst) {
  segdeckOmitted(pParse);
  sqlite3SrcListDelete(pParse->db, pSrc);
}
static void sqlite3Analyze(Parse *pParse, Token *pName1, Token *pName2) { segdeckOmitted(pParse); }
static void sqlite3Attach(Parse *pParse, Expr *p, Expr *pDbname, Expr *pKey) {
  segdeckOmitted(pParse);
  sqlite3ExprDelete(pParse->db, p);
  sqlite3ExprDelete(pParse->db, pDbname);
  sqlite3ExprDelete(pParse->db, pKey);
}
static void sqlite3CreateView(Parse *pParse, Token *pBegin, Token *pName1, Token *pName2,
                              ExprList *pCNames, Select *pSelect, int isTemp, int noErr) {
  segdeckOmitted(pParse);
  sqlite3ExprListDelete(pParse->db, pCNames);
  sqlite3SelectDelete(pParse->db, pSelect);
}
static void sqlite3Detach(Parse *pParse, Expr *pDbname) {
  segdeckOmitted(pParse);
  sqlite3ExprDelete(pParse->db, pDbname);
}
static void sqlite3Reindex(Parse *pParse, Token *pName1, Token *pName2) { segdeckOmitted(pParse); }
static void sqlite3Vacuum(Parse *pParse, Token *pName, Expr *pInto) {
  segdeckOmitted(pParse);
  sqlite3ExprDelete(pParse->db, pInto);
}

static Window *sqlite3WindowAlloc(Parse *pParse, int eType, int eStart, Expr *pStart, int eEnd, Expr *pEnd,
                                  u8 eExclude) {
  segdeckOmitted(pParse);
  sqlite3ExprDelete(pParse->db, pStart);
  sqlite3ExprDelete(pParse->db, pEnd);
  return 0;
}
static Window *sqlite3WindowAssemble(Parse *pParse, Window *pWin, ExprList *pPartition, ExprList *pOrderBy,
                                     Token *pBase) {
  segdeckOmitted(pParse);
  sqlite3ExprListDelete(pParse->db, pPartition);
  sqlite3ExprListDelete(pParse->db, pOrderBy);
  return 0;
}
static void sqlite3WindowChain(Parse *pParse, Window *pWin, Window *pList) { segdeckOmitted(pParse); }
static void sqlite3WindowListDelete(sqlite3 *db, Window *p) {}

static int sqlite3DbIsNamed(sqlite3 *db, int iDb, const char *zName) {
  return sqlite3StrICmp(db->aDb[iDb].zDbSName, zName) == 0 ||
         (iDb == 0 && sqlite3StrICmp("main", zName) == 0);
}

/* Called where a statement is renamed, which is never; without optimization the call is there. */
static void sqlite3RenameTokenRemap(Parse *pParse, const void *pTo, const void *pFrom) {}

static void sqlite3PagerClearCache(Pager *pPager) {
  if (pPager->tempFile == 0) pager_reset(pPager);
}

/* For CURRENT_TIME and its like, which answer NULL then. */
struct tm *gmtime(const time_t *at) { return 0; }
size_t strftime(char *text, size_t size, const char *format, const struct tm *at) { return 0; }
