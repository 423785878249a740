package org.nakhoda.db.masters;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The masters as the administrator sees and changes them. Changes are taken by the leader only. */
public interface Masters {
    /** This process's own entry. */
    Member self();

    /** All of them, by name. On a follower with less detail. */
    List<MasterStatus> status();

    /** Who leads, if it is known and can be reached; may be {@link #self}. */
    Optional<Member> leader();

    /**
     * A new master may take part; it is brought up to date and made a voter as soon as it can be reached.
     *
     * @return what the new one has to know
     * @throws MastersException if it cannot be admitted, and why
     */
    Admission admit(Member member) throws MastersException;

    /**
     * Another one leads.
     *
     * @throws MastersException if it is not known, does not vote or is not up to date
     */
    void transfer(String name) throws MastersException;

    /**
     * A master is not one any more. The leader removes itself by a transfer first.
     *
     * @throws MastersException if there is none of this name, or too few would be left alive
     */
    void remove(String name) throws MastersException;

    /** Who does what other masters {@link #delegate} to this one; until then they are refused. */
    void perform(Delegate delegate);

    /**
     * Has another master do something, and waits for its answer.
     *
     * @param wanted asked now and then whether an answer of that member is still of use; cheap
     */
    Delegated delegate(Member member, byte[] work, BooleanSupplier wanted);

    /** Told about what happens among the masters: changes of leadership and membership, damage; in words for an event. */
    void observe(Consumer<Happening> observer);

    /** @param group the Raft group's id, a UUID */
    record Admission(String group, List<Member> members) {}

    /**
     * Something that people want to know of.
     *
     * @param reason in CamelCase, as an event's reason
     * @param member whom it concerns
     * @param warning whether it is bad news
     */
    record Happening(String reason, String message, String member, boolean warning) {}
}
