package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

    private static final List<String> NOT_EPHEMERAL = List.of(
            "ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources", "resizePolicy");
    private static final String NOT_EPHEMERAL_RULE = "cannot be set for an Ephemeral Container";
    private static final int MOST_NAMESERVERS = 3;
    private static final int MOST_SEARCHES = 32;
    private static final int MOST_SEARCH_CHARACTERS = 2048;

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
        MetadataValidation.labels(metadata.path("labels"), path.child("labels"), errors);
        MetadataValidation.annotations(metadata.path("annotations"), path.child("annotations"), errors);
        validate(template.path("spec"), path.child("spec"), errors);
        JsonNode policy = template.path("spec").path("restartPolicy");
        if (!policy.isMissingNode() && !restartPolicies.contains(policy.asString(""))) {
            errors.notSupported(path.child("spec", "restartPolicy"), policy, restartPolicies);
        }
        if (!Tree.isEmpty(template.path("spec").path("ephemeralContainers"))) {
            errors.forbidden(
                    path.child("spec", "ephemeralContainers"), "ephemeral containers not allowed in pod template");
        }
    }

    /** @param workload the kind whose pods run until they are told to stop */
    public static void noDeadline(JsonNode template, String workload, FieldPath path, FieldErrors errors) {
        if (template.path("spec").has("activeDeadlineSeconds")) {
            errors.forbidden(
                    path.child("spec", "activeDeadlineSeconds"),
                    "activeDeadlineSeconds in " + workload + " is not Supported");
        }
    }

    private void run() {
        Map<String, JsonNode> volumes = VolumeValidation.validate(spec.path("volumes"), path.child("volumes"), errors);
        containers(new ContainerValidation(volumes, errors));
        Values.oneOf(spec, "restartPolicy", List.of("Always", "OnFailure", "Never"), path, errors);
        Values.oneOf(spec, "dnsPolicy", DNS_POLICIES, path, errors);
        Values.within(spec, "activeDeadlineSeconds", 1, Integer.MAX_VALUE, path, errors);
        name("nodeName", Names::subdomain);
        name("serviceAccountName", Names::subdomain);
        name("schedulerName", Names::qualified);
        name("hostname", Names::label);
        name("subdomain", Names::label);
        name("priorityClassName", Names::subdomain);
        name("runtimeClassName", Names::subdomain);
        Values.oneOf(spec, "preemptionPolicy", List.of("Never", "PreemptLowerPriority"), path, errors);
        ResourceValidation.amounts(spec.path("overhead"), path.child("overhead"), errors);
        gates("readinessGates", "conditionType");
        gates("schedulingGates", "name");
        MetadataValidation.labels(spec.path("nodeSelector"), path.child("nodeSelector"), errors);
        TolerationValidation.validate(spec.path("tolerations"), path.child("tolerations"), errors);
        AffinityValidation.validate(spec.path("affinity"), path.child("affinity"), errors);
        SpreadValidation.validate(
                spec.path("topologySpreadConstraints"), path.child("topologySpreadConstraints"), errors);
        dns(spec.path("dnsConfig"), path.child("dnsConfig"));
        hostAliases();
        SecurityValidation.pod(spec, path, errors);
        ResourceValidation.podLevel(spec, path, errors);
    }

    /** Names that conditions and controllers give to gates. */
    private void gates(String list, String field) {
        Set<String> seen = new HashSet<>();
        int index = 0;
        for (ObjectNode gate : Tree.objects(spec, list)) {
            FieldPath at = path.child(list).index(index++);
            String name = Tree.text(gate, field);
            String fault = Names.qualified(name);
            boolean readiness = list.equals("readinessGates");
            if (fault != null) {
                errors.invalid(readiness ? at.child(field) : at, name, fault);
            } else if (!seen.add(name) && !readiness) {
                errors.duplicate(at, gate.path(field));
            }
        }
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
                if (list.equals("ephemeralContainers")) {
                    ephemeral(container, at);
                    validation.validate(container, at, true);
                    continue;
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
        for (String list : List.of("containers", "initContainers")) {
            conflicts(list);
        }
        if (Tree.flag(spec, "hostNetwork")) {
            hostPorts();
        }
    }

    /** A container for a look at others: it is asked for nothing that outlives the look. */
    private void ephemeral(ObjectNode container, FieldPath at) {
        for (String field : NOT_EPHEMERAL) {
            if (container.has(field) && !container.path(field).isEmpty()) {
                errors.forbidden(at.child(field), NOT_EPHEMERAL_RULE);
            }
        }
        if (container.has("restartPolicy")) {
            errors.forbidden(at.child("restartPolicy"), NOT_EPHEMERAL_RULE);
        }
        int index = 0;
        for (ObjectNode mount : Tree.objects(container, "volumeMounts")) {
            FieldPath one = at.child("volumeMounts").index(index++);
            for (String field : List.of("subPath", "subPathExpr")) {
                if (!Tree.text(mount, field).isEmpty()) {
                    errors.forbidden(one.child(field), NOT_EPHEMERAL_RULE);
                }
            }
        }
        String target = Tree.text(container, "targetContainerName");
        boolean known = target.isEmpty();
        for (String list : List.of("containers", "initContainers")) {
            for (ObjectNode other : Tree.objects(spec, list)) {
                known |= Tree.text(other, "name").equals(target);
            }
        }
        if (!known) {
            errors.notFound(at.child("targetContainerName"), container.path("targetContainerName"));
        }
    }

    /** Two containers cannot have the same port of the host. */
    private void conflicts(String list) {
        Set<String> taken = new HashSet<>();
        int index = 0;
        for (ObjectNode container : Tree.objects(spec, list)) {
            FieldPath at = path.child(list).index(index++).child("ports");
            int position = 0;
            for (ObjectNode port : Tree.objects(container, "ports")) {
                FieldPath one = at.index(position++).child("hostPort");
                String protocol = Tree.text(port, "protocol");
                long number = Tree.number(port, "hostPort", 0);
                String shown = (protocol.isEmpty() ? "TCP" : protocol) + "/" + Tree.text(port, "hostIP") + "/" + number;
                if (number != 0 && !taken.add(shown)) {
                    errors.duplicate(one, port.stringNode(shown));
                }
            }
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

    private void dns(JsonNode config, FieldPath at) {
        if (Tree.text(spec, "dnsPolicy").equals("None")) {
            if (!config.isObject()) {
                errors.required(at, "must provide `dnsConfig` when `dnsPolicy` is None");
            } else if (Tree.isEmpty(config.path("nameservers"))) {
                errors.required(
                        at.child("nameservers"), "must provide at least one DNS nameserver when `dnsPolicy` is None");
            }
        }
        if (config.path("nameservers").size() > MOST_NAMESERVERS) {
            errors.invalid(
                    at.child("nameservers"),
                    config.path("nameservers"),
                    "must not have more than " + MOST_NAMESERVERS + " nameservers");
        }
        int index = 0;
        for (JsonNode server : config.path("nameservers")) {
            if (!Addresses.isIp(server.asString(""))) {
                errors.invalid(at.child("nameservers").index(index), server, "must be valid IP address");
            }
            index++;
        }
        searches(config.path("searches"), at.child("searches"));
        index = 0;
        for (ObjectNode option : Tree.objects(config, "options")) {
            if (Tree.text(option, "name").isEmpty()) {
                errors.required(at.child("options").index(index), "must not be empty");
            }
            index++;
        }
    }

    private void searches(JsonNode searches, FieldPath at) {
        if (searches.size() > MOST_SEARCHES) {
            errors.invalid(at, searches, "must not have more than " + MOST_SEARCHES + " search paths");
        }
        int index = 0;
        int total = Math.max(0, searches.size() - 1);
        for (JsonNode search : searches) {
            String text = search.asString("");
            total += text.length();
            String plain = text.endsWith(".") && text.length() > 1 ? text.substring(0, text.length() - 1) : text;
            String fault = text.equals(".") ? null : Names.subdomain(plain.replace('_', 'x'));
            if (fault != null) {
                errors.invalid(at.index(index), search, fault);
            }
            index++;
        }
        if (total > MOST_SEARCH_CHARACTERS) {
            errors.invalid(
                    at,
                    searches,
                    "must not have more than " + MOST_SEARCH_CHARACTERS
                            + " characters (including spaces) in the search list");
        }
    }

    private void hostAliases() {
        int index = 0;
        for (ObjectNode alias : Tree.objects(spec, "hostAliases")) {
            FieldPath at = path.child("hostAliases").index(index++);
            if (!Addresses.isIp(Tree.text(alias, "ip"))) {
                errors.invalid(at.child("ip"), alias.path("ip"), "must be valid IP address");
            }
            for (JsonNode hostname : alias.path("hostnames")) {
                String fault = Names.subdomain(hostname.asString(""));
                if (fault != null) {
                    errors.invalid(at.child("hostnames"), hostname, fault);
                }
            }
        }
    }
}
