package org.nakhoda.apiserver.admission.podsecurity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.nakhoda.api.status.Cause;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a namespace's labels say: what is refused, what is noted for auditors, what the writer is warned of. A label that
 * cannot be read refuses most and warns of nothing.
 */
record NamespacePolicy(LevelVersion enforce, LevelVersion audit, LevelVersion warn, List<Cause> faults) {
    static final NamespacePolicy NONE =
            new NamespacePolicy(LevelVersion.PRIVILEGED, LevelVersion.PRIVILEGED, LevelVersion.PRIVILEGED, List.of());

    private static final String PREFIX = "pod-security.kubernetes.io/";
    private static final FieldPath LABELS = FieldPath.of("metadata").child("labels");

    NamespacePolicy {
        faults = List.copyOf(faults);
    }

    static NamespacePolicy of(Map<String, String> labels) {
        boolean none = true;
        for (String label : labels.keySet()) {
            none &= !label.startsWith(PREFIX);
        }
        if (none) {
            return NONE;
        }
        List<Cause> faults = new ArrayList<>();
        LevelVersion enforce = mode(labels, "enforce", Level.RESTRICTED, faults);
        boolean readable = faults.isEmpty();
        LevelVersion audit = mode(labels, "audit", Level.PRIVILEGED, faults);
        LevelVersion warn = mode(labels, "warn", Level.PRIVILEGED, faults);
        return new NamespacePolicy(
                enforce,
                readable ? followed(labels, "audit", audit, enforce) : audit,
                readable ? followed(labels, "warn", warn, enforce) : warn,
                faults);
    }

    private static LevelVersion mode(Map<String, String> labels, String mode, Level ifUnreadable, List<Cause> faults) {
        LevelVersion found = LevelVersion.PRIVILEGED;
        String level = labels.get(PREFIX + mode);
        if (level != null) {
            Optional<Level> parsed = Level.of(level);
            if (parsed.isEmpty()) {
                fault(PREFIX + mode, level, "must be one of privileged, baseline, restricted", faults);
            }
            found = found.withLevel(parsed.orElse(ifUnreadable));
        }
        String version = labels.get(PREFIX + mode + "-version");
        if (version != null) {
            OptionalInt parsed = LevelVersion.version(version);
            if (parsed.isEmpty()) {
                fault(PREFIX + mode + "-version", version, "must be \"latest\" or \"v1.x\"", faults);
            }
            found = found.withMinor(parsed.orElse(LevelVersion.LATEST));
        }
        return found;
    }

    private static void fault(String label, String value, String why, List<Cause> faults) {
        FieldErrors errors = new FieldErrors();
        errors.invalid(LABELS.key(label), JsonNodeFactory.instance.stringNode(value), why);
        faults.addAll(errors.causes());
    }

    /** Who is not told otherwise is warned of what would be refused: writers of workloads would not see it else. */
    private static LevelVersion followed(
            Map<String, String> labels, String mode, LevelVersion stated, LevelVersion enforce) {
        if (labels.containsKey(PREFIX + mode) || enforce.level().compareTo(stated.level()) <= 0) {
            return stated;
        }
        LevelVersion followed = stated.withLevel(enforce.level());
        return labels.containsKey(PREFIX + mode + "-version") ? followed : followed.withMinor(enforce.minor());
    }
}
