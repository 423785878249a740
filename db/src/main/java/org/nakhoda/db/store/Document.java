package org.nakhoda.db.store;

import java.util.Map;
import org.nakhoda.api.meta.Revision;

/**
 * An encoded object that has no revision yet. The writer inserts the revision's digits at {@code revisionAt}, which lies
 * between the quotes of {@code "resourceVersion":""}.
 */
@SuppressWarnings("ArrayRecordComponent") // encoded once, never compared
public record Document(
        String uid, byte[] json, int revisionAt, Map<String, String> labels, Map<String, String> fields) {
    /** The bytes with the revision in place. */
    public byte[] at(Revision revision) {
        String digits = revision.toString();
        byte[] whole = new byte[json.length + digits.length()];
        System.arraycopy(json, 0, whole, 0, revisionAt);
        for (int i = 0; i < digits.length(); i++) {
            whole[revisionAt + i] = (byte) digits.charAt(i);
        }
        System.arraycopy(json, revisionAt, whole, revisionAt + digits.length(), json.length - revisionAt);
        return whole;
    }
}
