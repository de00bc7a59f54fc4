/*
 * Two processes that use one log: A (0), and B (1) whose directory is a copy of A's, made at any moment; A may still run, or come back.
 * Rule R8, ADR 3. Code: SlotTable.takeOver, SlotTable.read, Recovery, OwnEpochs, Resolver.
 *
 * Each process has a log of its own that begins as the same one. Slots and epoch are in the one database. Rows of the application are
 * left out: order is commit.pml's.
 *
 * -D
 *   N=                    transactions; each belongs to A or B
 *   CRASHES= STARTS=      of processes; the first start of B is one
 *   LIES= ROLLBACKS=      lost answers to COMMIT, rollbacks after the append
 *   NEW                   slot 1 has no row at first
 *   STAYS_AWAY            A is not started again after B took over: it only goes on running
 *   AFRESH                unknown-database=start-afresh: a start goes on though its log lacks commits, and those above its end do not
 *                         count; and though somebody else took over, and then nothing of its past is published
 *   IGNORE_SHUT_OUT       not: a start that is refused has fenced nobody
 */
#include "properties.pml"
#ifndef N
#define N 2
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef STARTS
#define STARTS 2
#endif
#ifndef LIES
#define LIES 1
#endif
#ifndef ROLLBACKS
#define ROLLBACKS 1
#endif
#define S 2
#define CO 1
#define RB 2
#define L(p, i) (4*(p)+(i))
#define P(p, s) (S*(p)+(s))

mtype = { absent, down, opening, noting, settling, up, fenced, refused };
mtype = { idle, appended, marked, sent, asking, knowsCommit, acking, knowsRollback, done, stuck, dead };
mtype = { none, open, committing, committed, aborted };

mtype st[2], a[4], d[4];
byte owner[4], sl[4], expects[4], tep[4], lsn[4], told[4];
bit markSent[4], inDb[4], missed[4];
/* the two logs */
bit inLog[8], published[8], aside[8];
byte oc[8], ol[8], nextLsn[2], durable[2], cursor[2], saved[2], known[2];
/* the two pools */
bit free[4];
byte poolSays[4], ep[2];
/* the database */
byte slot[S], slotLock[S], epoch;
bit exists[S];
byte nCrashes, nStarts, nLies, nRollbacks;
bit lastOwner;            /* who took over last */
byte lastEpoch = 1;
bit afresh[2];
byte holder, intends[2];  /* who is taking over and holds all rows, plus 1 */
byte q, w;   /* scratch, 0 after each step */

#define ALIVE(p) (st[p] == up || st[p] == fenced)
#define SLOTLSN(s) (slot[s] == 0 -> 0 : lsn[slot[s]])
#define HAS(p, i) (inLog[L(p, i)])
#define OPEN(p, i) (i <= N && HAS(p, i) && oc[L(p, i)] == 0)

/* what the mark compares; a new slot compares the epoch of the log's own row */
#ifdef NO_EPOCH
#define EPOCHMATCHES(i) (1)
#else
#ifdef NO_OWN_ROW
#define EPOCHMATCHES(i) (tep[i] == epoch || !exists[sl[i]])
#else
#define EPOCHMATCHES(i) (tep[i] == epoch)
#endif
#endif
#ifdef NO_PREVIOUS
#define MATCHES(i) (EPOCHMATCHES(i))
#else
#define MATCHES(i) (EPOCHMATCHES(i) && SLOTLSN(sl[i]) == expects[i])
#endif
#ifdef NO_RESOLVER_EPOCH
#define RESOLVES(p) (1)
#else
#define RESOLVES(p) (ep[p] == epoch)
#endif
#define LACKS(p) (SLOTLSN(0) >= nextLsn[p] || SLOTLSN(1) >= nextLsn[p])
#ifdef NO_PRECHECK
#define PRECHECK(p) (0)
#else
#define PRECHECK(p) LACKS(p)
#endif
#ifdef AFRESH
#define AFRESHES (1)
#define REFUSES(lacks) (0)
#else
#define AFRESHES (0)
#define REFUSES(lacks) (lacks)
#endif
#ifdef NO_RECHECK
#define RECHECK(p) (0)
#else
#define RECHECK(p) LACKS(p)
#endif
#ifdef NO_KNOWN_EPOCHS
#define STRANGER(p) (0)
#else
#define STRANGER(p) (((known[p] >> epoch) & 1) == 0)
#endif
#ifdef NO_UNIQUE_EPOCHS
#define NEWEPOCH (epoch+1)
#else
#define NEWEPOCH (lastEpoch+1)
#endif
/* a log notes the epoch that it sets and the one that it finds, and forgets all others */
#ifdef NO_SHOWN_NOTED
#define NOTES(p) known[p] = 1 << intends[p]
#else
#define NOTES(p) known[p] = (1 << epoch) | (1 << intends[p])
#endif
#ifdef NO_LOCKING_READ
#define LOCKED (0)
#else
#define LOCKED (slotLock[0] != 0 || slotLock[1] != 0 || holder != 0)
#endif

#ifdef IGNORE_SHUT_OUT
#define CHECKS (0)
#else
#define CHECKS (1)
#endif
#ifdef STAYS_AWAY
#define MAYTAKEOVER(p) (p == 1 || lastOwner == 0)
#else
#define MAYTAKEOVER(p) (1)
#endif

inline unlock(i) {
    for (q : 0 .. S-1) { if :: slotLock[q] == i -> slotLock[q] = 0 :: else fi };
    q = 0
}

inline append(i, p, s) {
    printf("T%d of process %d append, LSN %d, slot %d, epoch %d\n", i, p, nextLsn[p], s, ep[p]);
    sl[i] = s; free[P(p, s)] = 0; expects[i] = poolSays[P(p, s)]; tep[i] = ep[p]; lsn[i] = nextLsn[p]; inLog[L(p, i)] = 1; nextLsn[p]++;
    a[i] = appended; d[i] = open; markSent[i] = 1
}

inline mark(i, p) {
    markSent[i] = 0;
    if
    :: d[i] == open && MATCHES(i) ->
        printf("T%d marked\n", i); slotLock[sl[i]] = i;
        if :: a[i] == appended -> a[i] = marked :: else fi
    :: d[i] == open && !MATCHES(i) ->
        printf("T%d is fenced\n", i); d[i] = aborted;
        if :: a[i] == appended -> a[i] = knowsRollback; st[p] = fenced :: else fi
    :: else
    fi
}

inline outcome(p, i, o) { oc[L(p, i)] = o; ol[L(p, i)] = nextLsn[p]; nextLsn[p]++ }

inline ask(i, p) {
    if
    :: !RESOLVES(p) || SLOTLSN(sl[i]) > lsn[i] -> printf("T%d cannot be asked any more\n", i); st[p] = fenced; a[i] = stuck
    :: else ->
        printf("T%d slot %d says %d\n", i, sl[i], SLOTLSN(sl[i]));
        if :: SLOTLSN(sl[i]) == lsn[i] -> a[i] = knowsCommit :: else -> a[i] = knowsRollback fi
    fi
}

inline release(i, p) {
    if :: oc[L(p, i)] == CO -> poolSays[P(p, sl[i])] = lsn[i] :: else fi;
    free[P(p, sl[i])] = 1; a[i] = done
}

proctype transaction(byte i) {
end:
    do
    :: d_step { a[i] == idle && st[owner[i]] == up && free[P(owner[i], 0)] -> append(i, owner[i], 0) }
    :: d_step { a[i] == idle && st[owner[i]] == up && free[P(owner[i], 1)] -> append(i, owner[i], 1) }
    :: d_step { markSent[i] && slotLock[sl[i]] == 0 && holder == 0 -> mark(i, owner[i]) }
    :: d_step { a[i] == marked && d[i] == open && lsn[i] <= durable[owner[i]] -> printf("T%d COMMIT is sent\n", i); d[i] = committing; a[i] = sent }
    :: d_step { (a[i] == appended || a[i] == marked) && d[i] == open && nRollbacks < ROLLBACKS ->
        printf("T%d rolls back\n", i); nRollbacks++; d[i] = aborted; markSent[i] = 0; unlock(i); a[i] = knowsRollback }
    :: d_step { d[i] == committing -> printf("T%d commits\n", i); d[i] = committed; inDb[i] = 1; slot[sl[i]] = i; exists[sl[i]] = 1; unlock(i) }
    :: d_step { (d[i] == committing || (d[i] == open && a[i] == dead)) && (nLies < LIES || a[i] == dead) ->
        printf("T%d session ends\n", i); d[i] = aborted; markSent[i] = 0; unlock(i); if :: a[i] == sent -> nLies++ :: else fi; skip }
    :: d_step { a[i] == sent && d[i] == committed -> a[i] = knowsCommit }
    :: d_step { a[i] == sent && d[i] != open && nLies < LIES -> printf("T%d the driver reports a failure\n", i); nLies++; a[i] = asking }
    :: d_step { a[i] == sent && d[i] == aborted -> a[i] = asking }
    :: d_step { a[i] == asking && slotLock[sl[i]] == 0 && holder == 0 -> ask(i, owner[i]) }
    :: d_step { a[i] == knowsCommit -> printf("T%d append COMMITTED, acknowledged\n", i); outcome(owner[i], i, CO); told[i] = CO; release(i, owner[i]) }
    :: d_step { a[i] == knowsRollback -> printf("T%d append ROLLED_BACK\n", i); outcome(owner[i], i, RB); told[i] = RB; release(i, owner[i]) }
    od
}

#define BEFORE(p, i, j) (j <= N && HAS(p, j) && lsn[j] > cursor[p] && lsn[j] < lsn[i])
#define NEXT(p, i) (i <= N && HAS(p, i) && lsn[i] > cursor[p] && !BEFORE(p, i, 1) && !BEFORE(p, i, 2) && !BEFORE(p, i, 3))
#define READ(p, i) (NEXT(p, i) && oc[L(p, i)] != 0 && lsn[i] <= durable[p] && ol[L(p, i)] <= durable[p])

inline publish(p, i) {
    cursor[p] = lsn[i];
    if
    :: oc[L(p, i)] == CO -> printf("process %d publishes T%d\n", p, i); published[L(p, i)] = 1; if :: !inDb[i] -> assert(P1_no_phantom) :: else fi
    :: else
    fi
}

inline crash(p) {
    printf("*** process %d crashes, its log keeps LSN %d of %d\n", p, durable[p], nextLsn[p]-1);
    nCrashes++; if :: holder == p+1 -> holder = 0 :: else fi; intends[p] = 0; afresh[p] = 0;
    st[p] = down; nextLsn[p] = durable[p]+1; cursor[p] = saved[p]; ep[p] = 0;
    for (q : 1 .. N) {
        if :: HAS(p, q) && lsn[q] > durable[p] -> inLog[L(p, q)] = 0 :: else fi;
        if :: oc[L(p, q)] != 0 && ol[L(p, q)] > durable[p] -> oc[L(p, q)] = 0; ol[L(p, q)] = 0 :: else fi;
        if :: owner[q] == p && a[q] != idle && a[q] != done -> a[q] = dead :: else fi };
    for (q : 0 .. S-1) { free[P(p, q)] = 0; poolSays[P(p, q)] = 0 };
    q = 0
}

inline copy() {
    printf("the directory is copied, LSN 1 to %d\n", durable[0]);
    st[1] = down; nextLsn[1] = durable[0]+1; durable[1] = durable[0]; cursor[1] = saved[0]; saved[1] = saved[0]; known[1] = known[0];
    for (q : 1 .. N) {
        inLog[L(1, q)] = HAS(0, q) && lsn[q] <= durable[0];
        if :: oc[q] != 0 && ol[q] <= durable[0] -> oc[L(1, q)] = oc[q]; ol[L(1, q)] = ol[q] :: else fi };
    q = 0
}

/* What was committed by now is not counted as lost, and what is open in the log of p not as answered. */
inline putAside(p) {
    printf("process %d puts the past of its log aside\n", p);
    for (q : 1 .. N) {
        if :: inDb[q] -> missed[q] = 1 :: else fi;
        if :: HAS(p, q) -> aside[L(p, q)] = 1 :: else fi };
    q = 0; cursor[p] = nextLsn[p]-1; saved[p] = cursor[p]; afresh[p] = 1
}

/* Under lock: may p take over? */
inline decide(p) {
    if
    :: !AFRESHES && STRANGER(p) -> printf("process %d: somebody else took the log over\n", p); st[p] = refused;
        if :: lastOwner == p -> assert(FENCE_false_alarm) :: else fi
    :: !(!AFRESHES && STRANGER(p)) && REFUSES(RECHECK(p)) ->
        printf("process %d is refused: the log lacks what the database has\n", p); st[p] = refused;
#ifdef NO_CHECK_UNDER_LOCK
        if :: CHECKS && ALIVE(1-p) && ep[1-p] == epoch -> assert(FENCE_refused_shuts_out) :: else fi;
        lastEpoch = NEWEPOCH; epoch = lastEpoch
#endif
    :: else ->
        if :: STRANGER(p) -> putAside(p) :: else fi;
        holder = p+1; st[p] = noting; intends[p] = NEWEPOCH;
        if :: intends[p] > lastEpoch -> lastEpoch = intends[p] :: else fi;
#ifndef NO_NOTE_BEFORE
        NOTES(p);
#endif
        printf("process %d notes epoch %d\n", p, intends[p])
    fi
}

/* Still under lock: raise the epoch, read all rows, commit, decide what is open. */
inline takeOver(p) {
    holder = 0;
#ifdef NO_RAISE
    intends[p] = epoch;
#endif
    epoch = intends[p]; ep[p] = epoch;
#ifdef AFRESH
    for (q : 1 .. N) { if :: inDb[q] && !HAS(p, q) && lsn[q] >= nextLsn[p] -> missed[q] = 1 :: else fi };
#endif
    for (q : 0 .. S-1) { poolSays[P(p, q)] = SLOTLSN(q) };
#ifndef NO_SLOT_FLOOR
    for (q : 0 .. S-1) { if :: SLOTLSN(q) >= nextLsn[p] -> nextLsn[p] = SLOTLSN(q)+1 :: else fi };
#endif
    if :: saved[p] >= nextLsn[p] -> nextLsn[p] = saved[p]+1 :: else fi;
    st[p] = settling; lastOwner = p;
    printf("process %d takes over, epoch %d, next LSN %d\n", p, epoch, nextLsn[p]);
    for (w : 1 .. N) {
        if
        :: OPEN(p, w) && afresh[p] -> printf("T%d given up\n", w); outcome(p, w, RB)
        :: OPEN(p, w) && !afresh[p] && SLOTLSN(sl[w]) == lsn[w] -> printf("T%d found committed\n", w); outcome(p, w, CO)
        :: OPEN(p, w) && !afresh[p] && SLOTLSN(sl[w]) < lsn[w] && SLOTLSN(sl[w]) == expects[w] ->
            printf("T%d found not committed\n", w); outcome(p, w, RB)
        :: OPEN(p, w) && !afresh[p] && SLOTLSN(sl[w]) != lsn[w] && (SLOTLSN(sl[w]) > lsn[w] || SLOTLSN(sl[w]) != expects[w]) ->
            printf("T%d says neither: refused\n", w); st[p] = refused
        :: else
        fi };
    q = 0; w = 0
}

proctype process(byte p) {
end:
    do
    :: d_step { durable[p] < nextLsn[p]-1 && st[p] != down && st[p] != absent -> durable[p]++ }
    :: d_step { ALIVE(p) && saved[p] != cursor[p] -> saved[p] = cursor[p] }
    :: d_step { ALIVE(p) && READ(p, 1) -> publish(p, 1) }
    :: d_step { ALIVE(p) && READ(p, 2) -> publish(p, 2) }
    :: d_step { ALIVE(p) && READ(p, 3) -> publish(p, 3) }
    :: d_step { st[p] != down && st[p] != absent && st[p] != refused && nCrashes < CRASHES -> crash(p) }
    :: d_step { st[p] == down && nStarts < STARTS -> nStarts++; printf("process %d starts\n", p);
        if :: REFUSES(PRECHECK(p)) -> printf("process %d is refused\n", p); st[p] = refused :: else -> st[p] = opening fi }
    :: d_step { st[p] == opening && !LOCKED && MAYTAKEOVER(p) -> decide(p) }
    :: d_step { st[p] == noting -> takeOver(p) }
    :: d_step { st[p] == settling && durable[p] == nextLsn[p]-1 -> st[p] = up;
#ifdef NO_NOTE_BEFORE
        NOTES(p);
#endif
        intends[p] = 0; afresh[p] = 0; printf("process %d serves\n", p); free[P(p, 0)] = 1; free[P(p, 1)] = 1 }
    :: d_step { p == 1 && st[1] == absent && (ALIVE(0) || st[0] == down) -> copy() }
    od
}

#define RESTS(i) (i > N || ((a[i] == done || a[i] == dead || a[i] == stuck || (a[i] == idle && st[owner[i]] != up)) && d[i] != open && d[i] != committing))
#define PUBLISHED(p) (!READ(p, 1) && !READ(p, 2) && !READ(p, 3) && durable[p] == nextLsn[p]-1)
/* p owns the log, and everything has ended */
#define QUIET(p) (st[p] == up && ep[p] == epoch && RESTS(1) && RESTS(2) && RESTS(3) && PUBLISHED(p) && (!ALIVE(1-p) || PUBLISHED(1-p)))

inline judgement(p) {
    for (q : 1 .. N) {
        if :: told[q] == CO && !inDb[q] -> assert(P4_durability) :: else fi;
        if :: inDb[q] && !missed[q] && !HAS(p, q) -> assert(P4_durability) :: else fi;   /* the log does not know it */
        if :: inDb[q] && !missed[q] && !published[L(0, q)] && !published[L(1, q)] -> assert(P2_no_loss) :: else fi;
        if :: told[q] == RB && inDb[q] -> assert(P5_definite_answer) :: else fi;
        if :: HAS(p, q) && !aside[L(p, q)] && (oc[L(p, q)] == CO) != inDb[q] -> assert(P5_definite_answer) :: else fi };
    q = 0
}

proctype judge() {
end:
    do
    :: d_step { QUIET(0) -> judgement(0) }
    :: d_step { QUIET(1) -> judgement(1) }
    od
}

init {
    byte i = 1;
    d_step { st[0] = up; st[1] = absent; nextLsn[0] = 1; nextLsn[1] = 1; epoch = 1; ep[0] = 1; known[0] = 2;
        for (q : 0 .. S-1) { free[q] = 1; exists[q] = 1 };
#ifdef NEW
        exists[1] = 0;
#endif
        for (q : 1 .. N) { a[q] = idle; d[q] = none };
        q = 0 };
    do
    :: i <= N -> if :: owner[i] = 0 :: owner[i] = 1 fi; i++
    :: else -> break
    od;
    i = 0;
    atomic {
        run transaction(1);
        if :: N > 1 -> run transaction(2) :: else fi;
        if :: N > 2 -> run transaction(3) :: else fi;
        run process(0); run process(1); run judge() }
}
