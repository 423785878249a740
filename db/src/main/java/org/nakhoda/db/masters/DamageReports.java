package org.nakhoda.db.masters;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.nakhoda.db.masters.Masters.Happening;
import org.nakhoda.db.peer.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a leader is told about damaged databases, or finds in its own while it answers. If it is its own, whoever noticed that
 * is to lead: as a follower this one is made anew.
 */
final class DamageReports {
    private static final Logger LOG = LoggerFactory.getLogger(DamageReports.class);

    private final MasterGroup group;
    private final Executor executor;
    private final AtomicBoolean handingOver = new AtomicBoolean();

    DamageReports(MasterGroup group, Executor executor) {
        this.group = group;
        this.executor = executor;
    }

    static Question question(Happening happening) {
        Question question = Question.of("damage")
                .with("reason", happening.reason())
                .with("message", happening.message())
                .with("member", happening.member());
        question.about().put("warning", happening.warning());
        return question;
    }

    /** @param about see {@link #question} */
    void told(String caller, ObjectNode about) {
        take(
                caller,
                new Happening(
                        about.path("reason").asString(""),
                        about.path("message").asString(""),
                        about.path("member").asString(""),
                        about.path("warning").asBoolean(true)));
    }

    /** The database here is broken, as was seen when the caller asked. */
    void found(String caller, String what) {
        String self = group.self().name();
        take(
                caller,
                new Happening(
                        "DatabaseDamaged",
                        "The database of master " + self + ", which leads, is damaged; it has to hand over: " + what,
                        self,
                        true));
    }

    private void take(String caller, Happening happening) {
        if (group.tenure().isEmpty()) {
            return;
        }
        group.happened(happening);
        if (!happening.warning() || !happening.member().equals(group.self().name())) {
            return;
        }
        LOG.error("{}", happening.message());
        if (handingOver.compareAndSet(false, true)) {
            executor.execute(() -> {
                try {
                    group.masters().transfer(caller);
                } catch (MastersException e) {
                    LOG.error("the leadership stays with a damaged database: {}", e.getMessage());
                } finally {
                    handingOver.set(false);
                }
            });
        }
    }
}
