package org.nakhoda.api.settings;

import java.util.List;

/** Settings that cannot be used; names every fault at once. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    public InvalidSettingsException(List<String> faults) {
        super("invalid settings:\n  " + String.join("\n  ", faults));
        this.faults = List.copyOf(faults);
    }

    public List<String> faults() {
        return faults;
    }
}
