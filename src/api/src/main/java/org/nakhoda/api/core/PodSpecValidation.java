package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.Addresses;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.MetadataValidation;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubernetes' rules for a pod's specification, in a pod and in a workload's template. */
public final class PodSpecValidation {
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None");

    private final JsonNode spec;
    private final FieldPath path;
    private final FieldErrors errors;

    private PodSpecValidation(JsonNode spec, FieldPath path, FieldErrors errors) {
        this.spec = spec;
        this.path = path;
        this.errors = errors;
    }

    static void validate(JsonNode spec, FieldPath path, FieldErrors errors) {
        new PodSpecValidation(spec, path, errors).run();
    }

    /**
     * A workload's template: its labels, its pod, and which restart policies the workload allows.
     *
     * @param restartPolicies in the order of messages
     */
    public static void validateTemplate(
            JsonNode template, List<String> restartPolicies, FieldPath path, FieldErrors errors) {
        JsonNode metadata = template.path("metadata");
        MetadataValidation.labels(metadata.path("labels"), path.child("metadata", "labels"), errors);
        MetadataValidation.annotations(metadata.path("annotations"), path.child("metadata", "annotations"), errors);
        validate(template.path("spec"), path.child("spec"), errors);
        JsonNode policy = template.path("spec").path("restartPolicy");
        if (!policy.isMissingNode() && !restartPolicies.contains(policy.asString(""))) {
            errors.notSupported(path.child("spec", "restartPolicy"), policy, restartPolicies);
        }
        if (template.path("spec").has("activeDeadlineSeconds") && restartPolicies.contains("Always")) {
            errors.forbidden(
                    path.child("spec", "activeDeadlineSeconds"),
                    "activeDeadlineSeconds in ReplicaSet is not Supported");
        }
    }

    private void run() {
        Set<String> volumes = VolumeValidation.validate(spec.path("volumes"), path.child("volumes"), errors);
        containers(new ContainerValidation(volumes, errors));
        Values.oneOf(spec, "restartPolicy", List.of("Always", "OnFailure", "Never"), path, errors);
        Values.oneOf(spec, "dnsPolicy", DNS_POLICIES, path, errors);
        Values.notNegative(spec, "terminationGracePeriodSeconds", path, errors);
        Values.within(spec, "activeDeadlineSeconds", 1, Integer.MAX_VALUE, path, errors);
        name("nodeName", Names::subdomain);
        name("serviceAccountName", Names::subdomain);
        name("schedulerName", Names::qualified);
        name("hostname", Names::label);
        name("subdomain", Names::label);
        MetadataValidation.labels(spec.path("nodeSelector"), path.child("nodeSelector"), errors);
        TolerationValidation.validate(spec.path("tolerations"), path.child("tolerations"), errors);
        AffinityValidation.validate(spec.path("affinity"), path.child("affinity"), errors);
        spread(spec.path("topologySpreadConstraints"), path.child("topologySpreadConstraints"));
        dns(spec.path("dnsConfig"), path.child("dnsConfig"));
        hostAliases();
        JsonNode security = spec.path("securityContext");
        FieldPath at = path.child("securityContext");
        Values.notNegative(security, "runAsUser", at, errors);
        Values.notNegative(security, "runAsGroup", at, errors);
        Values.notNegative(security, "fsGroup", at, errors);
    }

    private void name(String field, Names.Rule rule) {
        String value = Tree.text(spec, field);
        String fault = value.isEmpty() ? null : rule.fault(value);
        if (fault != null) {
            errors.invalid(path.child(field), value, fault);
        }
    }

    private void containers(ContainerValidation validation) {
        if (Tree.isEmpty(spec.path("containers"))) {
            errors.required(path.child("containers"), "");
        }
        Set<String> names = new HashSet<>();
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            int index = 0;
            for (ObjectNode container : Tree.objects(spec, list)) {
                FieldPath at = path.child(list).index(index++);
                String name = Tree.text(container, "name");
                if (name.isEmpty()) {
                    errors.required(at.child("name"), "");
                } else {
                    String fault = Names.label(name);
                    if (fault != null) {
                        errors.invalid(at.child("name"), name, fault);
                    } else if (!names.add(name)) {
                        errors.duplicate(at.child("name"), container.path("name"));
                    }
                }
                boolean probes = list.equals("containers")
                        || list.equals("initContainers")
                                && Tree.text(container, "restartPolicy").equals("Always");
                validation.validate(container, at, probes);
                if (list.equals("initContainers")) {
                    Values.oneOf(container, "restartPolicy", List.of("Always", "OnFailure", "Never"), at, errors);
                }
            }
        }
        if (Tree.flag(spec, "hostNetwork")) {
            hostPorts();
        }
    }

    /** On the host's network a container port is a host port, whatever else was said. */
    private void hostPorts() {
        int container = 0;
        for (ObjectNode one : Tree.objects(spec, "containers")) {
            int index = 0;
            for (ObjectNode port : Tree.objects(one, "ports")) {
                long host = Tree.number(port, "hostPort", 0);
                if (host != 0 && host != Tree.number(port, "containerPort", 0)) {
                    errors.invalid(
                            path.child("containers")
                                    .index(container)
                                    .child("ports")
                                    .index(index)
                                    .child("hostPort"),
                            port.path("hostPort"),
                            "must match `containerPort` when `hostNetwork` is true");
                }
                index++;
            }
            container++;
        }
    }

    private void spread(JsonNode constraints, FieldPath at) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (ObjectNode constraint : Tree.objects(constraints)) {
            FieldPath one = at.index(index++);
            if (Tree.number(constraint, "maxSkew", 0) <= 0) {
                errors.invalid(one.child("maxSkew"), constraint.path("maxSkew"), "must be greater than zero");
            }
            Values.required(constraint, "topologyKey", one, errors);
            if (Values.required(constraint, "whenUnsatisfiable", one, errors)) {
                Values.oneOf(constraint, "whenUnsatisfiable", List.of("DoNotSchedule", "ScheduleAnyway"), one, errors);
            }
            String key = Tree.text(constraint, "topologyKey") + " " + Tree.text(constraint, "whenUnsatisfiable");
            if (!seen.add(key)) {
                errors.duplicate(one.child("topologyKey"), constraint.path("topologyKey"));
            }
            SelectorValidation.selector(constraint.path("labelSelector"), one.child("labelSelector"), errors);
        }
    }

    private void dns(JsonNode config, FieldPath at) {
        if (Tree.text(spec, "dnsPolicy").equals("None") && Tree.isEmpty(config.path("nameservers"))) {
            errors.required(at, "must provide at least one DNS nameserver when `dnsPolicy` is None");
        }
        int index = 0;
        for (JsonNode server : config.path("nameservers")) {
            if (!Addresses.isIp(server.asString(""))) {
                errors.invalid(at.child("nameservers").index(index), server, "must be a valid IP address");
            }
            index++;
        }
    }

    private void hostAliases() {
        int index = 0;
        for (ObjectNode alias : Tree.objects(spec, "hostAliases")) {
            if (!Addresses.isIp(Tree.text(alias, "ip"))) {
                errors.invalid(
                        path.child("hostAliases").index(index).child("ip"),
                        alias.path("ip"),
                        "must be a valid IP address");
            }
            index++;
        }
    }
}
