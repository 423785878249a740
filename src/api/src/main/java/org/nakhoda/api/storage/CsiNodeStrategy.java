package org.nakhoda.api.storage;

import java.util.HashSet;
import java.util.Set;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about the CSI drivers of a node: each is there once, and stays as it registered. */
final class CsiNodeStrategy extends ObjectStrategy {
    private static final FieldPath DRIVERS = FieldPath.of("spec").child("drivers");
    private static final int MOST_ID_BYTES = 256;

    CsiNodeStrategy() {
        super(Scope.CLUSTER, Shape.PLAIN, Names::subdomain);
    }

    @Override
    public void validate(ObjectNode node, FieldErrors errors) {
        super.validate(node, errors);
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectNode driver : Tree.objects(node.path("spec"), "drivers")) {
            FieldPath at = DRIVERS.index(index++);
            DriverNames.required(driver, "name", at, errors);
            if (!names.add(Tree.text(driver, "name"))) {
                errors.duplicate(at.child("name"), driver.path("name"));
            }
            if (Values.required(driver, "nodeID", at, errors)
                    && Tree.text(driver, "nodeID").length() > MOST_ID_BYTES) {
                errors.invalid(
                        at.child("nodeID"), driver.path("nodeID"), "must be " + MOST_ID_BYTES + " characters or less");
            }
            Values.notNegative(driver.path("allocatable"), "count", at.child("allocatable"), errors);
            topology(driver.path("topologyKeys"), at.child("topologyKeys"), errors);
        }
    }

    private static void topology(JsonNode keys, FieldPath path, FieldErrors errors) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (JsonNode key : keys) {
            String fault = Names.qualified(key.asString(""));
            if (fault != null) {
                errors.invalid(path.index(index), key, fault);
            } else if (!seen.add(key.asString(""))) {
                errors.duplicate(path.index(index), key);
            }
            index++;
        }
    }

    @Override
    public void validateUpdate(ObjectNode node, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(node, old, errors);
        int index = 0;
        for (ObjectNode driver : Tree.objects(node.path("spec"), "drivers")) {
            FieldPath at = DRIVERS.index(index++);
            for (ObjectNode before : Tree.objects(old.path("spec"), "drivers")) {
                boolean same = before.path("name").equals(driver.path("name"));
                ObjectNode rest = driver.deepCopy();
                Tree.carry(before, rest, "allocatable");
                if (same && !Values.same(rest, before)) {
                    errors.invalid(at, driver, "field is immutable");
                }
            }
        }
    }
}
