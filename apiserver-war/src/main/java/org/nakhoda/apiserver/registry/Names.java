package org.nakhoda.apiserver.registry;

import java.util.concurrent.ThreadLocalRandom;

/** Names out of {@code metadata.generateName}. */
final class Names {
    /** Without vowels and look-alikes, so that no word comes out. */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int RANDOM_LENGTH = 5;
    private static final int MAX_BASE_LENGTH = 63 - RANDOM_LENGTH;

    private Names() {}

    static String generate(String base) {
        StringBuilder name =
                new StringBuilder(base.length() > MAX_BASE_LENGTH ? base.substring(0, MAX_BASE_LENGTH) : base);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            name.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return name.toString();
    }
}
