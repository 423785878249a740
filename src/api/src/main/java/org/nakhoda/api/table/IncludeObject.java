package org.nakhoda.api.table;

/** How much of an object a row carries: the query parameter {@code includeObject}. */
public enum IncludeObject {
    NONE("None"),
    METADATA("Metadata"),
    OBJECT("Object");

    private final String text;

    IncludeObject(String text) {
        this.text = text;
    }

    /**
     * @throws IllegalArgumentException naming the values that there are
     */
    public static IncludeObject parse(String text) {
        if (text.isEmpty()) {
            return METADATA;
        }
        for (IncludeObject value : values()) {
            if (value.text.equals(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("includeObject: Unsupported value: \"" + text
                + "\": supported values: \"None\", \"Metadata\", \"Object\"");
    }
}
