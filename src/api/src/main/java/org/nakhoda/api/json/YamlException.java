package org.nakhoda.api.json;

/** A text that is not one acceptable YAML document; the message says where and why. */
public final class YamlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    YamlException(String message) {
        super(message, null, false, false);
    }
}
