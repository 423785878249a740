package org.nakhoda.dist;

import org.nakhoda.dist.command.RootCommand;

/** The launcher's entry; the script {@code nakhoda} hands over to it. */
public final class Nakhoda {
    private Nakhoda() {}

    public static void main(String[] arguments) {
        System.exit(RootCommand.execute(arguments));
    }
}
