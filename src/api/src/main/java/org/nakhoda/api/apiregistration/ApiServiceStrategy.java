package org.nakhoda.api.apiregistration;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about API services: the name is the version and the group; what is served here is available at once. */
final class ApiServiceStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    ApiServiceStrategy() {
        super(Scope.CLUSTER, Shape.STATUS, Names::pathSegment);
    }

    @Override
    public void setDefaults(ObjectNode apiService) {
        if (apiService.path("spec").get("service") instanceof ObjectNode service) {
            Tree.defaultNumber(service, "port", 443);
        }
    }

    @Override
    public void prepareForCreate(ObjectNode apiService, Instant now) {
        super.prepareForCreate(apiService, now);
        if (!apiService.path("spec").path("service").isObject()) {
            apiService
                    .putObject("status")
                    .putArray("conditions")
                    .addObject()
                    .put("type", "Available")
                    .put("status", "True")
                    .put(
                            "lastTransitionTime",
                            now.truncatedTo(ChronoUnit.SECONDS).toString())
                    .put("reason", "Local")
                    .put("message", "Local APIServices are always available");
        }
    }

    @Override
    public void validate(ObjectNode apiService, FieldErrors errors) {
        super.validate(apiService, errors);
        JsonNode spec = apiService.path("spec");
        String group = Tree.text(spec, "group");
        String version = Tree.text(spec, "version");
        String name = Tree.text(apiService, "metadata", "name");
        if (!name.equals(version + "." + group)) {
            errors.invalid(
                    "metadata.name",
                    name,
                    "must be `spec.version+\".\"+spec.group`: \"" + version + "." + group + "\"");
        }
        String fault = group.isEmpty() ? null : Names.subdomain(group);
        if (fault != null) {
            errors.invalid(SPEC.child("group"), group, fault);
        }
        fault = Names.dns1035Label(version.isEmpty() ? "-" : version);
        if (fault != null) {
            errors.invalid(SPEC.child("version"), version, fault);
        }
        between(spec, "groupPriorityMinimum", 20000, errors);
        between(spec, "versionPriority", 1000, errors);
        JsonNode service = spec.path("service");
        boolean bundled = !Tree.text(spec, "caBundle").isEmpty();
        boolean unverified = Tree.flag(spec, "insecureSkipTLSVerify");
        if (!service.isObject()) {
            if (bundled) {
                errors.invalid(
                        SPEC.child("caBundle"), spec.path("caBundle"), "local APIServices may not have a caBundle");
            }
            if (unverified) {
                errors.invalid(
                        SPEC.child("insecureSkipTLSVerify"),
                        spec.path("insecureSkipTLSVerify"),
                        "local APIServices may not have insecureSkipTLSVerify");
            }
            return;
        }
        if (group.isEmpty()) {
            errors.invalid(SPEC.child("group"), group, "only v1 may have an empty group and it better be legacy kube");
        }
        Values.required(service, "namespace", SPEC.child("service"), errors);
        Values.required(service, "name", SPEC.child("service"), errors);
        Values.port(service.path("port"), SPEC.child("service", "port"), errors);
        if (unverified && bundled) {
            errors.invalid(
                    SPEC.child("insecureSkipTLSVerify"),
                    spec.path("insecureSkipTLSVerify"),
                    "may not be true if caBundle is present");
        }
    }

    private static void between(JsonNode spec, String field, int most, FieldErrors errors) {
        long value = Tree.number(spec, field, 0);
        if (value < 1 || value > most) {
            errors.invalid(SPEC.child(field), Long.toString(value), "must be positive and less than " + (most + 1));
        }
    }
}
