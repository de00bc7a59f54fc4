/* Variables, rules and the steps of crash, start and judgement of commit.pml. */
#include "properties.pml"
#ifndef N
#define N 2
#endif
#ifndef S
#define S 2
#endif
#ifndef MODES
#define MODES 1
#endif
#ifndef KM1
#define KM1 1
#endif
#ifndef KM2
#define KM2 1
#endif
#ifndef KM3
#define KM3 1
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef DBCRASHES
#define DBCRASHES 0
#endif
#ifndef LIES
#define LIES 1
#endif
#ifndef ROLLBACKS
#define ROLLBACKS 1
#endif
#ifndef REFUSALS
#define REFUSALS 0
#endif
#ifndef OVERDUES
#define OVERDUES 0
#endif
#ifndef TIMEOUTS
#define TIMEOUTS 0
#endif
#if (MODES & 2) || defined(LOSSY)
#define LOSES
#endif
#define HMAX 12
#ifdef IGNORE_ALARMS
#define ALARM skip
#else
#define ALARM assert(FENCE_false_alarm)
#endif

#define STRICT 0
#define LOG 1
#define STAGED 2
#define CO 1
#define RB 2

mtype = { up, recovering };
mtype = { opening, deciding, redoing };
/* what the application does with a transaction */
mtype = { idle, dml, appended, marked, sent, asking, knowsCommit, acking, knowsRollback, reporting, freeing, done, dead };
/* its session in the database; committing: COMMIT was delivered */
mtype = { none, open, committing, committed, aborted };

mtype a[4], d[4];
byte km[4], md[4];
byte sl[4], expects[4], tep[4];      /* slot, the LSN and the epoch that the mark compares */
byte lsn[4], oc[4], ol[4];           /* LSN of the record; outcome in the log and its LSN */
bit inLog[4], markSent[4];
bit late[4];                         /* overdue: its thread may go on, and finds that it is over */
bit lost[4];                         /* the application has given the session up; it ends when the database notices */
byte told[4], published[4], committedAs[4], tinc[4], saw[8];
bit inDb[4], handled[4];             /* handled: published, or skipped */
byte nextLsn, durable, cursor, saved, pubSeq, comSeq;
/* the database: rows, slots, their locks, its commits in order and how many of them are synced */
byte row[2], rowLock[2], slot[S], slotLock[S], epoch, hist[HMAX], hlen, flushed;
bit exists[S];
/* the application's pool of slots */
bit free[S];
byte poolSays[S], lastUser[S];
mtype app, phase = opening;
byte dbinc, appinc, rinc;
byte nCrashes, nDbCrashes, nLies, nRollbacks, nRefusals, nTimeouts, nOverdues;
byte q, w, last0, last1;   /* scratch, 0 after each step */

#define UP (app == up)
#define WRITES(i, k) ((km[i] >> (k)) & 1)
#define SHARE(i, j) ((km[i] & km[j]) != 0)
#define ROWSFREE(i) ((!WRITES(i, 0) || rowLock[0] == 0) && (!WRITES(i, 1) || rowLock[1] == 0))
#define SLOTLSN(s) (slot[s] == 0 -> 0 : lsn[slot[s]])
#define DOUBT(i) (i <= N && inLog[i] && oc[i] == 0)
#define NODOUBT (!DOUBT(1) && !DOUBT(2) && !DOUBT(3))
#ifdef LOSSY
#define UNSYNCED(i) (1)
#else
#define UNSYNCED(i) (md[i] == LOG)
#endif

/* Wait: COMMIT is sent when the record is durable; a staged one is in the slot row instead */
#ifdef NO_WAIT
#define WAITED(i) (1)
#else
#define WAITED(i) (md[i] == STAGED || lsn[i] <= durable)
#endif

/* R2: a read waits for the transaction that holds the row, also for one that is just creating it. R8: recovery locks all rows at once; a
   new slot's creator holds the log's own row as well */
#ifdef NO_INSERT_FIRST
#define CREATEDFIRST(s) (0)
#else
#define CREATEDFIRST(s) ((DOUBT(1) && sl[1] == s) || (DOUBT(2) && sl[2] == s) || (DOUBT(3) && sl[3] == s))
#endif
#ifdef NO_LOCKING_READ
#define READABLE(s) (1)
#define TAKEABLE(s) (1)
#else
#define READABLE(s) (slotLock[s] == 0 || (!exists[s] && !CREATEDFIRST(s)))
#ifdef NO_OWN_ROW
#define TAKEABLE(s) READABLE(s)
#else
#define TAKEABLE(s) (slotLock[s] == 0)
#endif
#endif
#ifdef NO_LOCK_ALL
#define ALLFREE (1)
#else
#define ALLFREE (TAKEABLE(0) && TAKEABLE(S-1))
#endif
#define RECOVERYREADS(s) READABLE(s)
#ifdef NO_COMPARE
#define MATCHES(i) (1)
#else
#define MATCHES(i) (SLOTLSN(sl[i]) == expects[i] && tep[i] == epoch)
#endif

/* R3 */
#ifdef NO_TAKER
#define MAYTAKE(i, s) (free[s])
#else
#define MAYTAKE(i, s) (free[s] && (md[i] != STAGED || lastUser[s] == 0 || (oc[lastUser[s]] != 0 && ol[lastUser[s]] <= durable)))
#endif
#ifdef NO_FREE_AFTER_OUTCOME
#define FREEAFTER(i) a[i] = done
#else
#ifdef NO_FREE_WHEN_DURABLE
#define FREEAFTER(i) release(i); a[i] = done
#else
#define FREEAFTER(i) if :: md[i] == STAGED -> a[i] = freeing :: else -> release(i); a[i] = done fi
#endif
#endif

/* R4 */
#ifdef NO_ASKING
#define UNCLEAR(i) a[i] = knowsRollback
#else
#define UNCLEAR(i) a[i] = asking
#endif

/* R5: what is durable and has a durable outcome, in LSN order; only a transaction in doubt is passed, by those that share no row with it. The cursor
   stays below what is not handled */
#ifdef NO_OUTCOME_BEFORE_PUBLISHING
#define READ(i) (lsn[i] <= durable)
#define SAYSCOMMITTED(i) (oc[i] != RB)
#else
#define SAYSCOMMITTED(i) (oc[i] == CO)
#ifdef NO_DURABLE_READING
#define READ(i) (oc[i] != 0)
#else
#define READ(i) (oc[i] != 0 && lsn[i] <= durable && ol[i] <= durable)
#endif
#endif
#define BEFORE(i, j) (j <= N && inLog[j] && !handled[j] && lsn[j] > cursor && lsn[j] < lsn[i])
#ifdef NO_KEY_ORDER
#define WAITSFOR(i, j) (BEFORE(i, j) && (oc[j] != 0 || lsn[j] > durable))
#else
#define WAITSFOR(i, j) (BEFORE(i, j) && (oc[j] != 0 || lsn[j] > durable || SHARE(i, j)))
#endif
#define NEXT(i) (inLog[i] && !handled[i] && lsn[i] > cursor && !WAITSFOR(i, 1) && !WAITSFOR(i, 2) && !WAITSFOR(i, 3))
#ifdef NO_CURSOR_BELOW_DOUBT
#define UNHANDLEDBEFORE(q) (0)
#else
#define UNHANDLEDBEFORE(q) (BEFORE(q, 1) || BEFORE(q, 2) || BEFORE(q, 3))
#endif

/* The mark's reply is read before COMMIT is sent; without that COMMIT lies in the socket behind the mark */
#ifdef NO_REPLY
#define PIPELINED(i) if :: a[i] == dead -> d[i] = committing :: else fi
#else
#define PIPELINED(i) skip
#endif
/* ADR 4: outside of its transaction the mark changes nothing */
#ifdef NO_INSIDE
#define MARKOUTSIDE(i) if :: a[i] == appended && MATCHES(i) && slotLock[sl[i]] == 0 -> slot[sl[i]] = i; exists[sl[i]] = 1 :: else fi
#else
#define MARKOUTSIDE(i) skip
#endif

/* R9 to R14, for a database that loses commits */
#ifdef LOSES
#ifdef NO_GATE
#define GATE (1)
#define RECOVERED (1)
#define ONLINEREDO (0)
#else
#define GATE (appinc == dbinc)
#define RECOVERED (rinc == dbinc)
#define INFLIGHT(i) (i <= N && a[i] != idle && a[i] != dml && a[i] != done && a[i] != dead && oc[i] == 0)
#define ONLINEREDO (UP && appinc != dbinc && !INFLIGHT(1) && !INFLIGHT(2) && !INFLIGHT(3))
#endif
#ifdef NO_ORDER
#define ORDERED(i) (1)
#else
#define OPENBEFORE(i, j) (j <= N && j != i && inLog[j] && oc[j] == 0 && SHARE(i, j))
#define ORDERED(i) (!OPENBEFORE(i, 1) && !OPENBEFORE(i, 2) && !OPENBEFORE(i, 3))
#endif
#ifdef ACKDUR
#define LOSTMAYBE(i) (0)
#define ACKNOWLEDGED(i) (!UNSYNCED(i) || ol[i] <= durable)
#define REPORTED(i) (1)
#else
#ifdef NO_TRUST
#define LOSTMAYBE(i) (0)
#else
#define LOSTMAYBE(i) (UNSYNCED(i) && tinc[i] != dbinc)
#endif
#define ACKNOWLEDGED(i) (1)
#ifdef NO_DURABLE_ROLLBACK
#define REPORTED(i) (1)
#else
#define REPORTED(i) (ol[i] <= durable)
#endif
#endif
#define LOST(i) (i <= N && inLog[i] && oc[i] == CO && SLOTLSN(sl[i]) < lsn[i])
#ifdef NO_REDO_ORDER
#define FIRSTLOST(i) (1)
#else
#define LOSTBEFORE(i, j) (j != i && LOST(j) && lsn[j] < lsn[i])
#define FIRSTLOST(i) (!LOSTBEFORE(i, 1) && !LOSTBEFORE(i, 2) && !LOSTBEFORE(i, 3))
#endif
#define NOLOST (!LOST(1) && !LOST(2) && !LOST(3))
#else
#define GATE (1)
#define RECOVERED (1)
#define ONLINEREDO (0)
#define ORDERED(i) (1)
#define LOSTMAYBE(i) (0)
#define ACKNOWLEDGED(i) (1)
#define REPORTED(i) (1)
#define LOST(i) (0)
#define FIRSTLOST(i) (0)
#define NOLOST (1)
#endif

inline advance() {
    for (w : 1 .. N) { for (q : 1 .. N) { if :: handled[q] && inLog[q] && lsn[q] > cursor && !UNHANDLEDBEFORE(q) -> cursor = lsn[q] :: else fi } };
    q = 0; w = 0
}

inline unlock(i) {
    for (q : 0 .. 1) { if :: rowLock[q] == i -> rowLock[q] = 0 :: else fi };
    for (q : 0 .. S-1) { if :: slotLock[q] == i -> slotLock[q] = 0 :: else fi };
    q = 0 /* a d_step may not end with a loop */
}

inline dbCommit(i) {
    assert(hlen < HMAX);
    hist[hlen] = i; hlen++; inDb[i] = 1;
    for (q : 0 .. 1) { if :: WRITES(i, q) -> row[q] = i :: else fi };
    slot[sl[i]] = i; exists[sl[i]] = 1;
    if :: committedAs[i] == 0 -> comSeq++; committedAs[i] = comSeq :: else fi;
    q = 0
}

/* The database starts again with its first hlen commits; open transactions are gone. */
inline dbCrash() {
    d_step {
        printf("*** the database crashes, keeps %d commits\n", hlen);
        for (q : 1 .. N) { inDb[q] = 0; if :: d[q] == open || d[q] == committing -> d[q] = aborted; markSent[q] = 0 :: else fi };
        row[0] = 0; row[1] = 0; rowLock[0] = 0; rowLock[1] = 0;
        for (q : 0 .. S-1) { slot[q] = 0; slotLock[q] = 0; exists[q] = 1 };
#ifdef NEW
        exists[S-1] = 0;
#endif
        for (q : 0 .. HMAX-1) {
            if
            :: q < hlen -> w = hist[q]; inDb[w] = 1; slot[sl[w]] = w; exists[sl[w]] = 1;
                if :: WRITES(w, 0) -> row[0] = w :: else fi; if :: WRITES(w, 1) -> row[1] = w :: else fi
            :: else -> hist[q] = 0
            fi };
        dbinc++; q = 0; w = 0
    }
}

inline crash() {
    printf("*** the application crashes, the log keeps LSN %d of %d\n", durable, nextLsn-1);
    nCrashes++; app = recovering; phase = opening; nextLsn = durable+1; cursor = saved;
    for (q : 1 .. N) {
        if :: inLog[q] && lsn[q] > durable -> inLog[q] = 0 :: else fi;
        if :: oc[q] != 0 && ol[q] > durable -> oc[q] = 0; ol[q] = 0 :: else fi;
        if :: lsn[q] > cursor -> handled[q] = 0 :: else fi;
        if :: a[q] != idle && a[q] != done -> a[q] = dead :: else fi };
    for (q : 0 .. S-1) { free[q] = 0 };
    q = 0
}

/* Records that only a slot has come back at their own LSNs (staged); then the floor (R1). */
inline openLog() {
    for (w : 1 .. N) {
        if :: slot[sl[w]] == w && inDb[w] && !inLog[w] ->
            if :: md[w] != STAGED -> assert(P2_no_loss) :: else fi;
            inLog[w] = 1;
            if :: lsn[w] >= nextLsn -> nextLsn = lsn[w]+1 :: else fi
        :: else fi };
#ifndef NO_SLOT_FLOOR
    for (q : 0 .. S-1) { if :: SLOTLSN(q) >= nextLsn -> nextLsn = SLOTLSN(q)+1 :: else fi };
#endif
#ifndef NO_CURSOR_FLOOR
    if :: saved >= nextLsn -> nextLsn = saved+1 :: else fi;
#endif
    q = 0; w = 0
}

inline serve() {
    if
    :: RECOVERED -> app = up; appinc = dbinc; printf("recovered\n");
        for (q : 0 .. S-1) { free[q] = 1; poolSays[q] = SLOTLSN(q); lastUser[q] = 0 };
        q = 0
    :: else -> phase = opening
    fi
}

#define QUIET(i) (i > N || ((a[i] == done || a[i] == dead || a[i] == freeing) && d[i] != open && d[i] != committing && !(inLog[i] && lsn[i] > cursor)))

inline judgement() {
    for (q : 1 .. N) {
        if :: published[q] != 0 && !inDb[q] -> assert(P1_no_phantom) :: else fi;
        if :: inDb[q] && published[q] == 0 -> assert(P2_no_loss) :: else fi;
        if :: told[q] == CO && !inDb[q] -> assert(P4_durability) :: else fi;
        if :: told[q] == RB && inDb[q] -> assert(P5_definite_answer) :: else fi;
        if :: inLog[q] && (oc[q] == CO) != inDb[q] -> assert(P5_definite_answer) :: else fi;
        for (w : 1 .. N) {
            if :: w != q && inDb[q] && inDb[w] ->
                if :: lsn[q] == lsn[w] -> assert(LSN_unique) :: else fi;
                if :: SHARE(q, w) && committedAs[q] < committedAs[w] && (published[q] > published[w] || lsn[q] > lsn[w]) -> assert(P3_order)
                :: else fi
            :: else fi } };
    last0 = 0; last1 = 0;
    for (q : 0 .. HMAX-1) {
        if :: q < hlen -> w = hist[q];
            if :: WRITES(w, 0) -> if :: saw[2*w] != last0 -> assert(CHAIN_base) :: else fi; last0 = w :: else fi;
            if :: WRITES(w, 1) -> if :: saw[2*w+1] != last1 -> assert(CHAIN_base) :: else fi; last1 = w :: else fi
        :: else fi };
    q = 0; w = 0; last0 = 0; last1 = 0
}
