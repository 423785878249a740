package org.nakhoda.api.storage;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about CSI drivers. */
final class CsiDriverStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");
    private static final List<String> MODES = List.of("Ephemeral", "Persistent");
    private static final long LEAST_TOKEN_SECONDS = 600;

    CsiDriverStrategy() {
        super(Scope.CLUSTER, Shape.SPEC, DriverNames::fault);
    }

    @Override
    public void setDefaults(ObjectNode driver) {
        ObjectNode spec = Tree.child(driver, "spec");
        Tree.defaultFlag(spec, "attachRequired", true);
        Tree.defaultFlag(spec, "podInfoOnMount", false);
        Tree.defaultFlag(spec, "storageCapacity", false);
        Tree.defaultFlag(spec, "requiresRepublish", false);
        Tree.defaultFlag(spec, "seLinuxMount", false);
        Tree.defaultText(spec, "fsGroupPolicy", "ReadWriteOnceWithFSType");
        if (Tree.isEmpty(spec.path("volumeLifecycleModes"))) {
            Tree.list(spec, "volumeLifecycleModes").add("Persistent");
        }
    }

    @Override
    public void validate(ObjectNode driver, FieldErrors errors) {
        super.validate(driver, errors);
        JsonNode spec = driver.path("spec");
        Values.oneOf(spec, "fsGroupPolicy", List.of("File", "None", "ReadWriteOnceWithFSType"), SPEC, errors);
        for (JsonNode mode : spec.path("volumeLifecycleModes")) {
            if (!MODES.contains(mode.asString(""))) {
                errors.notSupported(SPEC.child("volumeLifecycleModes"), mode, MODES);
            }
        }
        Set<String> audiences = new HashSet<>();
        int index = 0;
        for (ObjectNode token : Tree.objects(spec, "tokenRequests")) {
            FieldPath at = SPEC.child("tokenRequests").index(index++);
            if (!audiences.add(Tree.text(token, "audience"))) {
                errors.duplicate(at.child("audience"), token.path("audience"));
            }
            long seconds = Tree.number(token, "expirationSeconds", LEAST_TOKEN_SECONDS);
            if (seconds < LEAST_TOKEN_SECONDS) {
                errors.invalid(
                        at.child("expirationSeconds"),
                        token.path("expirationSeconds"),
                        "may not specify a duration less than 10 minutes");
            } else if (seconds > 1L << 32) {
                errors.invalid(
                        at.child("expirationSeconds"),
                        token.path("expirationSeconds"),
                        "may not specify a duration larger than 2^32 seconds");
            }
        }
        if (Tree.number(spec, "nodeAllocatableUpdatePeriodSeconds", 10) < 10) {
            errors.invalid(
                    SPEC.child("nodeAllocatableUpdatePeriodSeconds"),
                    spec.path("nodeAllocatableUpdatePeriodSeconds"),
                    "must be greater than or equal to 10 seconds");
        }
    }

    @Override
    public void validateUpdate(ObjectNode driver, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(driver, old, errors);
        Values.immutable(driver.path("spec"), old.path("spec"), "attachRequired", SPEC, errors);
        Values.immutable(driver.path("spec"), old.path("spec"), "volumeLifecycleModes", SPEC, errors);
    }
}
