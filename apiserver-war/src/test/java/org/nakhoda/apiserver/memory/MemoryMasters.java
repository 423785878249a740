package org.nakhoda.apiserver.memory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.nakhoda.db.masters.Delegate;
import org.nakhoda.db.masters.Delegated;
import org.nakhoda.db.masters.MasterStatus;
import org.nakhoda.db.masters.MasterStatus.Role;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.MastersException;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.peer.Delegations;

/** Masters who agree on whatever a test says. One object is shared by all; each has its own {@link #seenBy view}. */
public final class MemoryMasters {
    private final Map<String, Member> members = new TreeMap<>();
    private final Map<String, String> troubles = new TreeMap<>();
    private final List<Consumer<Masters.Happening>> observers = new CopyOnWriteArrayList<>();
    private final Map<String, Delegate> delegates = new TreeMap<>();
    private final List<String> orders = new CopyOnWriteArrayList<>();
    private String leader;

    public synchronized void add(Member member) {
        members.put(member.name(), member);
    }

    /** Null for nobody. */
    public synchronized void leader(String name) {
        leader = name;
    }

    /** Null for none. */
    public synchronized void trouble(String name, String words) {
        if (words == null) {
            troubles.remove(name);
        } else {
            troubles.put(name, words);
        }
    }

    public void happens(Masters.Happening happening) {
        observers.forEach(observer -> observer.accept(happening));
    }

    /** What was asked for. */
    public List<String> orders() {
        return List.copyOf(orders);
    }

    private synchronized List<MasterStatus> statuses() {
        List<MasterStatus> statuses = new ArrayList<>();
        for (Member member : members.values()) {
            boolean leads = member.name().equals(leader);
            Role role = members.size() == 1 ? Role.ALONE : leads ? Role.LEADER : Role.FOLLOWER;
            statuses.add(new MasterStatus(
                    member,
                    role,
                    leads,
                    !leads,
                    7,
                    leads ? Optional.empty() : Optional.of(4096L),
                    leads ? Optional.empty() : Optional.of(Duration.ofMillis(250)),
                    Optional.ofNullable(troubles.get(member.name()))));
        }
        return statuses;
    }

    private synchronized Optional<Member> leading() {
        return Optional.ofNullable(leader).map(members::get);
    }

    private synchronized Member member(String name) throws MastersException {
        Member member = members.get(name);
        if (member == null) {
            throw new MastersException(MastersException.Reason.NOT_FOUND, "there is no master " + name);
        }
        return member;
    }

    /** Who does what others send to that master. */
    public synchronized Delegate delegate(String name) {
        return delegates.get(name);
    }

    private synchronized void perform(String name, Delegate delegate) {
        delegates.put(name, delegate);
    }

    /** @param delegations over which that master reaches the others */
    public Masters seenBy(String name, Delegations delegations) {
        return new Masters() {
            @Override
            public Member self() {
                synchronized (MemoryMasters.this) {
                    return members.get(name);
                }
            }

            @Override
            public List<MasterStatus> status() {
                return statuses();
            }

            @Override
            public Optional<Member> leader() {
                return leading();
            }

            @Override
            public Admission admit(Member member) throws MastersException {
                requireLeading();
                if (member.address().isEmpty()) {
                    throw new MastersException(MastersException.Reason.CONFLICT, "a master needs an address");
                }
                orders.add("admit " + member.name());
                add(member);
                synchronized (MemoryMasters.this) {
                    return new Admission("1b4e28ba-2fa1-11d2-883f-0016d3cca427", List.copyOf(members.values()));
                }
            }

            @Override
            public void transfer(String to) throws MastersException {
                requireLeading();
                orders.add("transfer " + member(to).name());
            }

            @Override
            public void remove(String gone) throws MastersException {
                requireLeading();
                orders.add("remove " + member(gone).name());
            }

            @Override
            public void perform(Delegate delegate) {
                MemoryMasters.this.perform(name, delegate);
            }

            @Override
            public Delegated delegate(Member member, byte[] work, BooleanSupplier wanted) {
                return delegations.send(member, work, wanted);
            }

            @Override
            public void observe(Consumer<Happening> observer) {
                observers.add(observer);
            }

            private void requireLeading() throws MastersException {
                if (leading().filter(member -> member.name().equals(name)).isEmpty()) {
                    throw new MastersException(MastersException.Reason.NOT_LEADING, name + " does not lead");
                }
            }
        };
    }
}
