package org.nakhoda.api.fieldmanager;

/** An applied configuration of which it cannot be said what it states. */
public final class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidConfigurationException(String path, String why) {
        this(path + ": " + why);
    }

    InvalidConfigurationException(String why) {
        super(why, null, false, false);
    }
}
