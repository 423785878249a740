package org.nakhoda.node.proxy;

import java.io.IOException;
import org.nakhoda.node.network.Command;

/** The kernel's table. Every change is one transaction: all of it takes effect at once, or nothing. */
final class RulesetStore {
    private Ruleset applied;

    /** @return whether anything had to change */
    boolean apply(Ruleset wanted) throws IOException {
        String script = applied == null ? wanted.replaceAll() : wanted.changesFrom(applied);
        if (script.isEmpty()) {
            return false;
        }
        try {
            Command.runWithInput(script, "nft", "-f", "-");
        } catch (IOException e) {
            applied = null; // what is there is not what we think: replace all of it next time
            throw e;
        }
        applied = wanted;
        return true;
    }

    /** Takes the table away. */
    static void remove() throws IOException {
        Command.runWithInput("add table " + Ruleset.TABLE + "\ndelete table " + Ruleset.TABLE + "\n", "nft", "-f", "-");
    }
}
