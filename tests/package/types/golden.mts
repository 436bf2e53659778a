// Written by crates/segdeck-js/tests/it/golden.rs: every model with every field.
import type {
  BigSegmentTarget,
  ExpiringList,
  ExpiringTarget,
  ExpiringUserTarget,
  Export,
  Import,
  NewSegment,
  Page,
  PatchedExpiringList,
  Segment,
  SegmentMemberships,
  SegmentUserState,
  TargetListReport,
} from "segdeck";

export const segment = {
  "key": "beta",
  "name": "Beta",
  "description": "About",
  "tags": [
    "a"
  ],
  "creationDate": 1704302060324,
  "lastModifiedDate": 1704302060324,
  "version": 3,
  "deleted": false,
  "generation": 1,
  "included": [
    "ada"
  ],
  "excluded": [
    "eve"
  ],
  "includedContexts": [
    {
      "contextKind": "org",
      "values": [
        "acme"
      ]
    }
  ],
  "excludedContexts": [
    {
      "contextKind": "org",
      "values": [
        "acme"
      ]
    }
  ],
  "rules": [
    {
      "_id": "rule",
      "description": "About",
      "clauses": [
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "in",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "startsWith",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "endsWith",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "contains",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "matches",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "lessThan",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "lessThanOrEqual",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "greaterThan",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "greaterThanOrEqual",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "before",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "after",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "semVerEqual",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "semVerLessThan",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "semVerGreaterThan",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        },
        {
          "_id": "clause",
          "contextKind": "user",
          "attribute": "email",
          "op": "segmentMatch",
          "values": [
            "a",
            1,
            true
          ],
          "negate": true
        }
      ],
      "weight": 50000,
      "bucketBy": "email",
      "rolloutContextKind": "user"
    }
  ],
  "unbounded": true,
  "unboundedContextKind": "user",
  "_unboundedMetadata": {
    "envId": "e",
    "segmentId": "s",
    "version": 1,
    "includedCount": 2,
    "excludedCount": 3,
    "lastModified": 1704302060324,
    "deleted": false
  },
  "_external": "amplitude",
  "_externalLink": "https://x.example",
  "_importInProgress": false,
  "_flags": [
    {
      "name": "Flag",
      "key": "flag",
      "_links": {
        "self": {
          "href": "/api/v2/x",
          "type": "application/json"
        }
      },
      "_site": {
        "href": "/api/v2/x",
        "type": "application/json"
      }
    }
  ],
  "_access": {
    "denied": [
      {
        "action": "updateRules",
        "reason": {
          "effect": "deny",
          "resources": [
            "proj/*"
          ],
          "notResources": [
            "proj/*"
          ],
          "actions": [
            "*"
          ],
          "notActions": [
            "*"
          ],
          "role_name": "reader"
        }
      }
    ],
    "allowed": [
      {
        "action": "updateRules",
        "reason": {
          "effect": "deny",
          "resources": [
            "proj/*"
          ],
          "notResources": [
            "proj/*"
          ],
          "actions": [
            "*"
          ],
          "notActions": [
            "*"
          ],
          "role_name": "reader"
        }
      }
    ]
  },
  "_links": {
    "self": {
      "href": "/api/v2/x",
      "type": "application/json"
    }
  }
} satisfies Segment;

export const page = {
  "items": [
    {
      "key": "beta",
      "name": "Beta",
      "description": "About",
      "tags": [
        "a"
      ],
      "creationDate": 1704302060324,
      "lastModifiedDate": 1704302060324,
      "version": 3,
      "deleted": false,
      "generation": 1,
      "included": [
        "ada"
      ],
      "excluded": [
        "eve"
      ],
      "includedContexts": [
        {
          "contextKind": "org",
          "values": [
            "acme"
          ]
        }
      ],
      "excludedContexts": [
        {
          "contextKind": "org",
          "values": [
            "acme"
          ]
        }
      ],
      "rules": [
        {
          "_id": "rule",
          "description": "About",
          "clauses": [
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "in",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "startsWith",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "endsWith",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "contains",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "matches",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "lessThan",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "lessThanOrEqual",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "greaterThan",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "greaterThanOrEqual",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "before",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "after",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "semVerEqual",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "semVerLessThan",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "semVerGreaterThan",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            },
            {
              "_id": "clause",
              "contextKind": "user",
              "attribute": "email",
              "op": "segmentMatch",
              "values": [
                "a",
                1,
                true
              ],
              "negate": true
            }
          ],
          "weight": 50000,
          "bucketBy": "email",
          "rolloutContextKind": "user"
        }
      ],
      "unbounded": true,
      "unboundedContextKind": "user",
      "_unboundedMetadata": {
        "envId": "e",
        "segmentId": "s",
        "version": 1,
        "includedCount": 2,
        "excludedCount": 3,
        "lastModified": 1704302060324,
        "deleted": false
      },
      "_external": "amplitude",
      "_externalLink": "https://x.example",
      "_importInProgress": false,
      "_flags": [
        {
          "name": "Flag",
          "key": "flag",
          "_links": {
            "self": {
              "href": "/api/v2/x",
              "type": "application/json"
            }
          },
          "_site": {
            "href": "/api/v2/x",
            "type": "application/json"
          }
        }
      ],
      "_access": {
        "denied": [
          {
            "action": "updateRules",
            "reason": {
              "effect": "deny",
              "resources": [
                "proj/*"
              ],
              "notResources": [
                "proj/*"
              ],
              "actions": [
                "*"
              ],
              "notActions": [
                "*"
              ],
              "role_name": "reader"
            }
          }
        ],
        "allowed": [
          {
            "action": "updateRules",
            "reason": {
              "effect": "deny",
              "resources": [
                "proj/*"
              ],
              "notResources": [
                "proj/*"
              ],
              "actions": [
                "*"
              ],
              "notActions": [
                "*"
              ],
              "role_name": "reader"
            }
          }
        ]
      },
      "_links": {
        "self": {
          "href": "/api/v2/x",
          "type": "application/json"
        }
      }
    }
  ],
  "_links": {
    "self": {
      "href": "/api/v2/x",
      "type": "application/json"
    }
  },
  "totalCount": 1
} satisfies Page<Segment>;

export const newSegment = {
  "name": "Beta",
  "key": "beta",
  "description": "About",
  "tags": [
    "a"
  ],
  "unbounded": true,
  "unboundedContextKind": "user"
} satisfies NewSegment;

export const expiringTargets = {
  "items": [
    {
      "_id": "id",
      "_version": 1,
      "expirationDate": 1704302060324,
      "contextKind": "user",
      "contextKey": "ada",
      "targetType": "included",
      "_resourceId": {
        "kind": "segment",
        "projectKey": "p",
        "environmentKey": "e",
        "key": "s"
      }
    }
  ],
  "_links": {
    "self": {
      "href": "/api/v2/x",
      "type": "application/json"
    }
  }
} satisfies ExpiringList<ExpiringTarget>;

export const expiringUserTargets = {
  "items": [
    {
      "_id": "id",
      "_version": 1,
      "expirationDate": 1704302060324,
      "userKey": "ada",
      "targetType": "included",
      "_resourceId": {
        "kind": "segment",
        "projectKey": "p",
        "environmentKey": "e",
        "key": "s"
      }
    }
  ],
  "_links": {
    "self": {
      "href": "/api/v2/x",
      "type": "application/json"
    }
  }
} satisfies ExpiringList<ExpiringUserTarget>;

export const patchedExpiringTargets = {
  "items": [
    {
      "_id": "id",
      "_version": 1,
      "expirationDate": 1704302060324,
      "contextKind": "user",
      "contextKey": "ada",
      "targetType": "included",
      "_resourceId": {
        "kind": "segment",
        "projectKey": "p",
        "environmentKey": "e",
        "key": "s"
      }
    }
  ],
  "_links": {
    "self": {
      "href": "/api/v2/x",
      "type": "application/json"
    }
  },
  "totalInstructions": 2,
  "successfulInstructions": 1,
  "failedInstructions": 1,
  "errors": [
    {
      "instructionIndex": 1,
      "message": "No"
    }
  ]
} satisfies PatchedExpiringList<ExpiringTarget>;

export const change = {
  "included": {
    "add": [
      "a"
    ],
    "remove": [
      "b"
    ]
  },
  "excluded": {
    "add": [
      "a"
    ],
    "remove": [
      "b"
    ]
  }
} satisfies SegmentUserState;

export const membership = {
  "userKey": "ada",
  "included": true,
  "excluded": false
} satisfies BigSegmentTarget;

export const imported = {
  "id": "i",
  "segmentKey": "s",
  "creationTime": 1704302060324,
  "mode": "merge",
  "status": "pending_approval",
  "files": [
    {
      "filename": "keys.csv",
      "status": "complete"
    }
  ],
  "_links": {
    "self": {
      "href": "/api/v2/x",
      "type": "application/json"
    }
  }
} satisfies Import;

export const exported = {
  "id": "x",
  "segmentKey": "s",
  "creationTime": 1704302060324,
  "status": "complete",
  "sizeBytes": 18,
  "size": "18 B",
  "initiator": {
    "name": "Ada",
    "email": "ada@x.example"
  },
  "_links": {
    "self": {
      "href": "/api/v2/x",
      "type": "application/json"
    }
  }
} satisfies Export;

export const memberships = {
  "items": [
    {
      "name": "Beta",
      "key": "beta",
      "description": "",
      "unbounded": false,
      "external": "",
      "isMember": false,
      "isIndividuallyTargeted": false,
      "isRuleTargeted": false,
      "_links": {
        "self": {
          "href": "/api/v2/x",
          "type": "application/json"
        }
      }
    }
  ],
  "_links": {
    "self": {
      "href": "/api/v2/x",
      "type": "application/json"
    }
  }
} satisfies SegmentMemberships;

export const report = {
  "keys": 2,
  "source": {
    "format": "csv",
    "delimiter": "comma",
    "header": [
      "key",
      "plan"
    ],
    "column": 0,
    "lines": 5,
    "bytes": 36
  },
  "blanks": {
    "count": 1,
    "places": [
      {
        "line": 5
      }
    ]
  },
  "duplicates": {
    "count": 1,
    "places": [
      {
        "line": 4,
        "first": 0
      }
    ]
  },
  "overlong": {
    "count": 0,
    "places": []
  },
  "unreadable": {
    "count": 0,
    "places": []
  },
  "misquoted": {
    "count": 0,
    "places": []
  },
  "missing": {
    "count": 0,
    "places": []
  },
  "controls": {
    "count": 0,
    "places": []
  },
  "caseTwins": {
    "count": 1,
    "places": [
      {
        "line": 3,
        "key": 1,
        "first": 0
      }
    ]
  },
  "lookAlikes": {
    "count": 0,
    "places": []
  }
} satisfies TargetListReport;
