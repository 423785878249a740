package org.nakhoda.db.masters;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.nakhoda.db.masters.MastersException.Reason;
import org.nakhoda.db.peer.Question;
import tools.jackson.databind.JsonNode;

/** The group as the administrator sees it. */
final class GroupMasters implements Masters {
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Duration AGREEING = Duration.ofSeconds(5);
    private static final Duration LEAVING = Duration.ofSeconds(20);
    private static final long NEAR_BYTES = 16L << 20;

    private final MasterGroup group;

    GroupMasters(MasterGroup group) {
        this.group = group;
    }

    @Override
    public Member self() {
        return group.self();
    }

    @Override
    public List<MasterStatus> status() {
        Optional<Member> leader = group.openLeader();
        if (leader.isPresent() && !leader.get().equals(group.self())) {
            try {
                List<MasterStatus> all = new ArrayList<>();
                for (JsonNode status : group.peers()
                        .ask(leader.get(), Question.of("masters"), ANSWER)
                        .path("masters")) {
                    all.add(StatusJson.read(status));
                }
                return all;
            } catch (IOException e) {
                return own();
            }
        }
        return own();
    }

    /** As far as this member knows without asking. */
    List<MasterStatus> own() {
        Roster roster = group.roster();
        Consensus consensus = group.consensus();
        Optional<Tenure> tenure = group.tenure();
        List<MasterStatus> all = new ArrayList<>();
        for (Member member : roster.members().values()) {
            String name = member.name();
            boolean self = name.equals(group.self().name());
            boolean leads = group.openLeader().filter(member::equals).isPresent();
            MasterStatus.Role role = leads
                    ? MasterStatus.Role.LEADER
                    : consensus.voters().contains(name) ? MasterStatus.Role.FOLLOWER : MasterStatus.Role.LEARNER;
            Optional<MemberView> view = tenure.flatMap(t -> t.view(name));
            all.add(new MasterStatus(
                    member,
                    role,
                    roster.primary().filter(name::equals).isPresent(),
                    roster.synchronous().contains(name),
                    leads ? roster.epoch() : view.map(MemberView::followedEpoch).orElse(0L),
                    tenure.flatMap(t -> t.lag(name)).filter(lag -> !leads),
                    tenure.flatMap(t -> t.silence(name)).filter(silence -> !leads),
                    self ? ownTrouble() : trouble(tenure, view)));
        }
        return all;
    }

    private static Optional<String> trouble(Optional<Tenure> tenure, Optional<MemberView> view) {
        if (tenure.isEmpty()) {
            return Optional.empty();
        }
        if (view.isEmpty()) {
            return Optional.of("has not been reached yet");
        }
        return view.get()
                .trouble()
                .or(() -> view.get().streaming() ? Optional.empty() : Optional.of("its database does not receive"));
    }

    private Optional<String> ownTrouble() {
        if (group.tenure().isPresent()) {
            return Optional.empty();
        }
        if (!group.roster().members().containsKey(group.self().name())) {
            return Optional.of("this master has been removed from the group");
        }
        return group.openLeader().isPresent() ? Optional.empty() : Optional.of("no leader can be reached");
    }

    @Override
    public Optional<Member> leader() {
        return group.openLeader();
    }

    @Override
    public Admission admit(Member member) throws MastersException {
        requireLeading();
        record(roster -> new Change.Joined(roster.version(), member));
        List<Member> members = List.copyOf(group.roster().members().values());
        return new Admission(group.id().toString(), members);
    }

    @Override
    public void transfer(String name) throws MastersException {
        Tenure tenure = requireLeading();
        requireKnown(name);
        if (name.equals(group.self().name())) {
            throw new MastersException(Reason.CONFLICT, "master " + name + " leads already");
        }
        if (!group.consensus().voters().contains(name)) {
            throw new MastersException(
                    Reason.CONFLICT, "master " + name + " does not vote yet: wait until it is up to date");
        }
        if (tenure.lag(name).orElse(Long.MAX_VALUE) > NEAR_BYTES
                || tenure.view(name).filter(MemberView::complete).isEmpty()) {
            throw new MastersException(Reason.CONFLICT, "master " + name + " is not up to date: wait until it is");
        }
        try {
            group.handOver(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MastersException(Reason.FAILED, "the transfer was interrupted");
        }
    }

    @Override
    public void remove(String name) throws MastersException {
        Tenure tenure = requireLeading();
        requireKnown(name);
        if (name.equals(group.self().name())) {
            throw new MastersException(
                    Reason.CONFLICT, "master " + name + " leads: transfer the leadership to another one first");
        }
        long voters =
                group.consensus().voters().stream().filter(v -> !v.equals(name)).count();
        long alive = group.consensus().voters().stream()
                .filter(v -> !v.equals(name))
                .filter(v -> v.equals(group.self().name())
                        || tenure.view(v).filter(MemberView::streaming).isPresent())
                .count();
        if (alive <= voters / 2) {
            throw new MastersException(
                    Reason.CONFLICT,
                    "without " + name + " only " + alive + " of " + voters
                            + " masters would be well: no write would be possible. Bring another one up first");
        }
        record(roster -> new Change.Left(roster.version(), name));
        awaitGone(name);
    }

    private void awaitGone(String name) throws MastersException {
        long deadline = System.nanoTime() + LEAVING.toNanos();
        try {
            while (group.consensus().voters().contains(name)
                    || group.consensus().learners().contains(name)
                    || group.roster().synchronous().contains(name)) {
                if (System.nanoTime() > deadline) {
                    throw new MastersException(
                            Reason.FAILED, "master " + name + " is on its way out, which takes longer than usual");
                }
                Thread.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Decision {
        Change on(Roster roster);
    }

    private void record(Decision decision) throws MastersException {
        try {
            while (group.consensus()
                    .record(decision.on(group.roster()), AGREEING)
                    .isEmpty()) {
                requireLeading();
            }
        } catch (ConsensusException e) {
            throw new MastersException(Reason.FAILED, "the masters did not agree: " + e.getMessage());
        }
    }

    private Tenure requireLeading() throws MastersException {
        return group.tenure().orElseThrow(() -> new MastersException(Reason.NOT_LEADING, "this master does not lead"));
    }

    private void requireKnown(String name) throws MastersException {
        if (!group.roster().members().containsKey(name)) {
            throw new MastersException(
                    Reason.NOT_FOUND,
                    "there is no master " + name + "; there are "
                            + String.join(", ", group.roster().members().keySet()));
        }
    }

    @Override
    public void perform(Delegate delegate) {
        group.perform(delegate);
    }

    @Override
    public Delegated delegate(Member member, byte[] work, BooleanSupplier wanted) {
        return group.delegations().send(member, work, wanted);
    }

    @Override
    public void observe(Consumer<Happening> observer) {
        group.observe(observer);
    }
}
