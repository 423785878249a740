package org.nakhoda.apiserver.admission;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whether what changes an object has to look at it a second time. When a webhook or a policy changed the object, all mutating
 * steps run once more; of webhooks and policies then those that ask for it and were called before the last change.
 */
public final class Reinvocation {
    private final Map<String, Calls> calls = new HashMap<>(0);
    private boolean wanted;
    private boolean again;

    /** Whether the steps are to run a second time, which begins now. */
    public boolean begin() {
        again = wanted && !again;
        return again;
    }

    /** Whether this is the second time. */
    public boolean again() {
        return again;
    }

    /** Begins a step's turn. */
    public Calls turn(String step, ObjectNode object) {
        Calls turn = calls.computeIfAbsent(step, s -> new Calls());
        if (again && turn.left != null && !turn.left.equals(object)) {
            turn.changed();
        }
        return turn;
    }

    /** The calls of one step. */
    public final class Calls {
        private final Set<String> called = new HashSet<>();
        private final Set<String> due = new HashSet<>();
        private ObjectNode left;

        private Calls() {}

        /** Whether it is to be called now; what was not called the first time is not called the second time either. */
        public boolean isDue(String caller) {
            return !again || due.contains(caller);
        }

        /** It was called and asks to be called again if the object is changed from now on. */
        public void repeatable(String caller) {
            called.add(caller);
        }

        /** A call changed the object: those before it are due again. */
        public void objectChanged() {
            changed();
            wanted = true;
        }

        private void changed() {
            due.addAll(called);
            called.clear();
        }

        /** The turn ends with the object in this state. */
        public void end(ObjectNode object) {
            left = again || object == null ? null : object.deepCopy();
        }
    }
}
