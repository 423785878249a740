package org.nakhoda.api.validation;

/**
 * Where a value stands in an object, such as {@code spec.containers[0].image}. Cheap to extend: the text is only made
 * when a fault is written down.
 */
public final class FieldPath {
    /** The object itself; its children have no leading dot. */
    public static final FieldPath ROOT = new FieldPath(null, null, -1, false);

    private final FieldPath parent;
    private final String name;
    private final int index;
    private final boolean key;

    private FieldPath(FieldPath parent, String name, int index, boolean key) {
        this.parent = parent;
        this.name = name;
        this.index = index;
        this.key = key;
    }

    public static FieldPath of(String name) {
        return ROOT.child(name);
    }

    public FieldPath child(String field) {
        return new FieldPath(this, field, -1, false);
    }

    public FieldPath child(String field, String inner) {
        return child(field).child(inner);
    }

    public FieldPath index(int position) {
        return new FieldPath(this, null, position, false);
    }

    /** An entry of a map: {@code data[some.key]}. */
    public FieldPath key(String entry) {
        return new FieldPath(this, entry, -1, true);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        write(text);
        return text.toString();
    }

    private void write(StringBuilder text) {
        if (parent == null) {
            return;
        }
        parent.write(text);
        if (name == null) {
            text.append('[').append(index).append(']');
        } else if (key) {
            text.append('[').append(name).append(']');
        } else {
            if (text.length() > 0) {
                text.append('.');
            }
            text.append(name);
        }
    }
}
