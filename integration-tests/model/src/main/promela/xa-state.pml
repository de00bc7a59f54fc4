/* Variables, rules, crash, start and judgement of xa.pml. */
#include "properties.pml"
#ifndef N
#define N 2
#endif
#ifndef KM1
#define KM1 3
#endif
#ifndef KM2
#define KM2 3
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
#define ROLLBACKS 0
#endif
#ifndef HEURISTICS
#define HEURISTICS 0
#endif
#define CO 1
#define RB 2
/* database and transaction; database and slot */
#define I(b, i) (4*(b)+(i))
#define X(b, s) (2*(b)+(s))
#define SL(b, i) X(b, sl[I(b, i)])

mtype = { up, recovering };
/* a transaction, as the transaction manager sees it */
mtype = { idle, running, voting, committing, rollingBack, done, dead };
/* a branch; preparing and finishing (one phase) were delivered and not answered */
mtype = { none, working, preparing, prepared, finishing, committed, aborted };
/* what we know of a branch; also none and done */
mtype = { asking, knowsCommit, knowsRollback };

mtype a[3], br[7], o[7];
byte km[3], lsn[3];
bit inLog[3], published[3], decided[3], couldCommit[3];
byte sl[7], expects[7], tep[7], oc[7], ol[7];
bit markSent[7], isMarked[7], left[7], inDb[7];
byte nextLsn, durable, cursor;
/* the databases; an LSN is never 0, a slot that was never used says 0 */
byte slot[4], slotLock[4], rowEpoch[4];
bit exists[4];
/* ours */
bit free[4], taken[2];
byte poolSays[4], ep[2];
mtype app;
byte nCrashes, nDbCrashes, nLies, nRollbacks, nHeuristics;
byte q, w;   /* scratch, 0 after each step */

#define UP (app == up)
#define IN(b, i) ((km[i] >> (b)) & 1)
#define SLOTLSN(x) (slot[x] == 0 -> 0 : lsn[slot[x]])
#define BOTH (km[i] == 3)
#define TAKES(i, s0, s1) ((!IN(0, i) || free[X(0, s0)]) && (!IN(1, i) || free[X(1, s1)]) && (IN(0, i) || s0 == 0) && (IN(1, i) || s1 == 0))
#define MARKED(b, i) (!IN(b, i) || (isMarked[I(b, i)] && br[I(b, i)] == working))
#define GONE(b, i) (IN(b, i) && br[I(b, i)] == aborted)
#ifdef NO_WAIT
#define WAITED(i) (1)
#else
#define WAITED(i) (lsn[i] <= durable)
#endif
/* a new slot compares the epoch of the log's own row */
#define MATCHES(b, i) (SLOTLSN(SL(b, i)) == expects[I(b, i)] && tep[I(b, i)] == (exists[SL(b, i)] -> rowEpoch[SL(b, i)] : ep[b]))

#ifdef LAST_RESOURCE
#define PREPARES(b, i) (km[i] == 3 && b == 0)
#define FINISHES(b, i) (km[i] != 3 || (b == 1 && br[I(0, i)] == prepared))
#define VOTED(b, i) (br[I(b, i)] == committed || (b == 0 && br[I(b, i)] == prepared))
#else
#define PREPARES(b, i) (km[i] == 3)
#define FINISHES(b, i) (km[i] != 3)
#define VOTED(b, i) (br[I(b, i)] == prepared || br[I(b, i)] == committed)   /* or by hand, after its vote */
#endif
#define COMMITTED(b, i) (!IN(b, i) || br[I(b, i)] == committed)
#define FINISHED(b, i) (!IN(b, i) || left[I(b, i)] || br[I(b, i)] == committed || br[I(b, i)] == aborted)
/* one phase whose answer was lost is reported as committed, whatever happened */
#define REPORT(i) (decided[i] || (km[i] != 3 && couldCommit[i]) -> CO : RB)
#ifdef TM_GONE
#define TMRECOVERS (0)
#else
#ifdef TM_AFTER_US
#define TMRECOVERS UP
#else
#define TMRECOVERS (1)
#endif
#endif

/* who holds a slot's row; a new slot's row is created in a transaction of its own, else its creator also holds the log's own row */
#define HOLDER(x) slotLock[x]
#ifdef NO_LOCKING_READ
#define READABLE(b, i) (1)
#define SKIPPED(b, x) (0)
#define ROWTAKEABLE(b, x) (1)
#else
#define READABLE(b, i) (slotLock[SL(b, i)] == 0)
#ifdef NO_SKIP_PREPARED
#define SKIPPED(b, x) (0)
#define ROWTAKEABLE(b, x) (HOLDER(x) == 0)
#else
/* a prepared branch with an open record stays in doubt, and recovery goes on */
#define SKIPPED(b, x) (HOLDER(x) != 0 && br[I(b, HOLDER(x))] == prepared && inLog[HOLDER(x)])
#define ROWTAKEABLE(b, x) (HOLDER(x) == 0 || (exists[x] && SKIPPED(b, x)))
#endif
#endif
#define TAKEABLE(b) (ROWTAKEABLE(b, X(b, 0)) && ROWTAKEABLE(b, X(b, 1)))

#ifdef ONE_OUTCOME
/* the first outcome counts for all databases */
#define READ(b, i) (READB(0, i) || READB(1, i))
#define SAYS(b, i) (IN(b, i) && (oc[I(0, i)] == CO || oc[I(1, i)] == CO))
#define READB(b, i) (oc[I(b, i)] != 0 && lsn[i] <= durable && ol[I(b, i)] <= durable)
#else
#define READ(b, i) (!IN(b, i) || (oc[I(b, i)] != 0 && lsn[i] <= durable && ol[I(b, i)] <= durable))
#define SAYS(b, i) (IN(b, i) && oc[I(b, i)] == CO)
#endif
#define BEFORE(i, j) (j <= N && inLog[j] && lsn[j] > cursor && lsn[j] < lsn[i])
#define NEXT(i) (inLog[i] && lsn[i] > cursor && !BEFORE(i, 1) && !BEFORE(i, 2))

/* the cursor is saved at once: an older one only publishes again */
inline crash() {
    printf("*** the application crashes, the log keeps LSN %d of %d\n", durable, nextLsn-1);
    nCrashes++; app = recovering; nextLsn = durable+1; taken[0] = 0; taken[1] = 0;
    for (q : 1 .. N) {
        if :: inLog[q] && lsn[q] > durable -> inLog[q] = 0 :: else fi;
        for (w : 0 .. 1) {
            if :: oc[I(w, q)] != 0 && ol[I(w, q)] > durable -> oc[I(w, q)] = 0; ol[I(w, q)] = 0 :: else fi;
            left[I(w, q)] = 0; isMarked[I(w, q)] = 0;
            if :: o[I(w, q)] != done -> o[I(w, q)] = none :: else fi };
        if :: a[q] != idle && a[q] != done -> a[q] = dead :: else fi;
        if :: a[q] == done && (br[q] == prepared || br[I(1, q)] == prepared || br[q] == preparing || br[I(1, q)] == preparing) -> a[q] = dead
        :: a[q] == done && inLog[q] && ((IN(0, q) && oc[q] == 0) || (IN(1, q) && oc[I(1, q)] == 0)) -> a[q] = dead
        :: else
        fi };
    for (q : 0 .. 3) { free[q] = 0 };
    q = 0; w = 0
}

inline dbCrash(b) {
    printf("*** database %d crashes\n", b);
    for (w : 1 .. N) {
        if :: br[I(b, w)] == working || br[I(b, w)] == preparing || br[I(b, w)] == finishing -> rollbackBranch(b, w) :: else fi };
    w = 0
}

inline takeOver(b) {
    ep[b]++; taken[b] = 1;
    printf("slots of database %d taken over\n", b);
    for (q : 0 .. 1) {
        if
        :: !SKIPPED(b, X(b, q)) ->
            rowEpoch[X(b, q)] = ep[b]; free[X(b, q)] = 1; poolSays[X(b, q)] = SLOTLSN(X(b, q));
            if :: SLOTLSN(X(b, q)) >= nextLsn -> nextLsn = SLOTLSN(X(b, q))+1 :: else fi
        :: else
        fi };
    for (q : 1 .. N) {
        if
        :: IN(b, q) && inLog[q] && oc[I(b, q)] == 0 ->
            if
            :: SKIPPED(b, SL(b, q)) && HOLDER(SL(b, q)) == q -> printf("T%d is prepared in database %d\n", q, b); o[I(b, q)] = asking
            :: else ->
                printf("T%d recovery: slot of database %d says %d\n", q, b, SLOTLSN(SL(b, q)));
                if
                :: SLOTLSN(SL(b, q)) == lsn[q] -> outcome(b, q, CO)
                :: SLOTLSN(SL(b, q)) > lsn[q] -> assert(P5_definite_answer)
                :: else -> outcome(b, q, RB)
                fi
            fi
        :: else
        fi };
    q = 0
}

#define PREPARED(b, i) (br[I(b, i)] == prepared)
#ifdef TM_GONE
#define BRANCHRESTS(b, i) (br[I(b, i)] != working && br[I(b, i)] != preparing && br[I(b, i)] != finishing && (PREPARED(b, i) || (o[I(b, i)] != asking && o[I(b, i)] != knowsCommit && o[I(b, i)] != knowsRollback)))
#else
#define BRANCHRESTS(b, i) (br[I(b, i)] != working && br[I(b, i)] != preparing && br[I(b, i)] != finishing && !PREPARED(b, i) && (o[I(b, i)] == none || o[I(b, i)] == done))
#endif
#define HELDUP (PREPARED(0, 1) || PREPARED(1, 1) || (N > 1 && (PREPARED(0, 2) || PREPARED(1, 2))))
#define QUIET(i) (i > N || ((a[i] == done || a[i] == dead || (a[i] == idle && HELDUP)) && BRANCHRESTS(0, i) && BRANCHRESTS(1, i) && (HELDUP || !inLog[i] || lsn[i] <= cursor)))

inline judgement() {
    for (q : 1 .. N) {
        for (w : 0 .. 1) {
            if :: IN(w, q) && inLog[q] && PREPARED(w, q) && oc[I(w, q)] != 0 -> assert(P5_definite_answer) :: else fi;
            if :: IN(w, q) && inLog[q] && !PREPARED(w, q) && oc[I(w, q)] != 0 && (oc[I(w, q)] == CO) != inDb[I(w, q)] -> assert(P5_definite_answer) :: else fi;
            if :: inDb[I(w, q)] && (!inLog[q] || (!HELDUP && (!published[q] || oc[I(w, q)] == 0))) -> assert(P2_no_loss) :: else fi } };
    q = 0; w = 0
}
