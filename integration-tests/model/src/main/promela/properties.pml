/*
 * What must never happen, by name: a variable that is always 0, so that "assert(P1_no_phantom)" fails and spin prints the name.
 */
byte P1_no_phantom;        /* published, and not committed */
byte P2_no_loss;           /* committed, and never published */
byte P3_order;             /* published, or numbered, against the order of commits of one row */
byte P4_durability;        /* acknowledged, and not committed */
byte P5_definite_answer;   /* the log, or the application, was told another outcome than the database's */
byte CHAIN_base;           /* a transaction is committed on a row that it did not see */
byte LSN_unique;           /* two committed transactions have one id */
byte FENCE_false_alarm;    /* a mark finds its slot changed though nobody else uses the log */
byte FENCE_refused_shuts_out; /* a start that is refused has fenced a process that was right */
byte TOKEN_order;          /* a consumer that goes by the token ends in another state than the database */
byte NEVER_STUCK;          /* nothing can happen any more, and something is not finished */
