package org.nakhoda.api.core;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The security contexts of pods and containers, and what of them each operating system has. */
final class SecurityValidation {
    private static final long MOST_ID = Integer.MAX_VALUE;
    private static final int MOST_SYSCTL = 253;
    private static final String SYSCTL_RULE = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
    private static final Pattern SYSCTL = Pattern.compile(SYSCTL_RULE);
    private static final List<String> PROFILES = List.of("Localhost", "RuntimeDefault", "Unconfined");
    private static final List<String> NOT_IN_WINDOWS_PODS = List.of(
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "fsGroup",
            "fsGroupChangePolicy",
            "sysctls",
            "runAsUser",
            "runAsGroup",
            "supplementalGroups",
            "supplementalGroupsPolicy");
    private static final List<String> NOT_IN_WINDOWS_CONTAINERS = List.of(
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "capabilities",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "procMount",
            "runAsUser",
            "runAsGroup");

    private SecurityValidation() {}

    static void pod(JsonNode spec, FieldPath path, FieldErrors errors) {
        JsonNode context = spec.path("securityContext");
        FieldPath at = path.child("securityContext");
        for (String id : List.of("fsGroup", "runAsUser", "runAsGroup")) {
            Values.within(context, id, 0, MOST_ID, at, errors);
        }
        int index = 0;
        for (JsonNode group : context.path("supplementalGroups")) {
            if (group.asLong(0) < 0 || group.asLong(0) > MOST_ID) {
                errors.invalid(
                        at.child("supplementalGroups").index(index),
                        group,
                        "must be between 0 and " + MOST_ID + ", inclusive");
            }
            index++;
        }
        if (Tree.flag(spec, "hostPID") && Tree.flag(spec, "shareProcessNamespace")) {
            errors.invalid(
                    at.child("shareProcessNamespace"),
                    spec.path("shareProcessNamespace"),
                    "ShareProcessNamespace and HostPID cannot both be enabled");
        }
        sysctls(context.path("sysctls"), at.child("sysctls"), errors);
        Values.oneOf(context, "fsGroupChangePolicy", List.of("Always", "OnRootMismatch"), at, errors);
        Values.oneOf(context, "supplementalGroupsPolicy", List.of("Merge", "Strict"), at, errors);
        Values.oneOf(context, "seLinuxChangePolicy", List.of("MountOption", "Recursive"), at, errors);
        profiles(context, at, errors);
        if (spec.path("hostUsers").isBoolean() && !Tree.flag(spec, "hostUsers")) {
            for (String shared : List.of("hostPID", "hostIPC")) {
                if (Tree.flag(spec, shared)) {
                    errors.forbidden(path.child(shared), "when `hostUsers` is false");
                }
            }
        }
        if (spec.path("os").isObject()) {
            operatingSystem(spec, path, errors);
        }
    }

    static void container(JsonNode context, FieldPath at, FieldErrors errors) {
        if (!context.isObject()) {
            return;
        }
        Values.within(context, "runAsUser", 0, MOST_ID, at, errors);
        Values.within(context, "runAsGroup", 0, MOST_ID, at, errors);
        Values.oneOf(context, "procMount", List.of("Default", "Unmasked"), at, errors);
        profiles(context, at, errors);
        boolean confined =
                context.path("allowPrivilegeEscalation").isBoolean() && !Tree.flag(context, "allowPrivilegeEscalation");
        if (confined && Tree.flag(context, "privileged")) {
            errors.invalid(at, context, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        if (confined) {
            for (JsonNode added : context.path("capabilities").path("add")) {
                if (added.asString("").equals("CAP_SYS_ADMIN")) {
                    errors.invalid(
                            at,
                            context,
                            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
                }
            }
        }
    }

    private static void sysctls(JsonNode sysctls, FieldPath path, FieldErrors errors) {
        Set<String> names = new HashSet<>();
        int index = 0;
        for (ObjectNode sysctl : Tree.objects(sysctls)) {
            FieldPath at = path.index(index++).child("name");
            String name = Tree.text(sysctl, "name");
            if (name.isEmpty()) {
                errors.required(at, "");
            } else if (name.length() > MOST_SYSCTL || !SYSCTL.matcher(name).matches()) {
                errors.invalid(
                        at, name, "must have at most " + MOST_SYSCTL + " characters and match regex " + SYSCTL_RULE);
            } else if (!names.add(name)) {
                errors.duplicate(at, sysctl.path("name"));
            }
        }
    }

    private static void profiles(JsonNode context, FieldPath at, FieldErrors errors) {
        profile(context.path("seccompProfile"), "seccomp", at.child("seccompProfile"), errors);
        profile(context.path("appArmorProfile"), "AppArmor", at.child("appArmorProfile"), errors);
    }

    /** A profile on the node's disk has a name, every other sort has none. */
    private static void profile(JsonNode profile, String kind, FieldPath path, FieldErrors errors) {
        if (!profile.isObject()) {
            return;
        }
        String type = Tree.text(profile, "type");
        if (type.isEmpty()) {
            errors.required(
                    path.child("type"),
                    "type is required when " + (kind.equals("seccomp") ? "seccompProfile" : "appArmorProfile")
                            + " is set");
        } else {
            Values.oneOf(profile, "type", PROFILES, path, errors);
        }
        FieldPath at = path.child("localhostProfile");
        String name = Tree.text(profile, "localhostProfile");
        if (!type.equals("Localhost")) {
            if (profile.has("localhostProfile")) {
                errors.invalid(
                        at, profile.path("localhostProfile"), "can only be set when " + kind + " type is Localhost");
            }
        } else if (name.strip().isEmpty()) {
            errors.required(at, "must be set when " + kind + " type is Localhost");
        } else if (kind.equals("seccomp")) {
            VolumeValidation.localPath(profile.path("localhostProfile"), at, errors);
        } else if (!name.strip().equals(name)) {
            errors.invalid(at, name, "must not be padded with whitespace");
        }
    }

    private static void operatingSystem(JsonNode spec, FieldPath path, FieldErrors errors) {
        FieldPath at = path.child("os");
        if (!Values.required(spec.path("os"), "name", at, errors)) {
            return;
        }
        Values.oneOf(spec.path("os"), "name", List.of("linux", "windows"), at, errors);
        boolean windows = Tree.text(spec, "os", "name").equals("windows");
        List<String> pods = windows ? NOT_IN_WINDOWS_PODS : List.of("windowsOptions");
        List<String> containers = windows ? NOT_IN_WINDOWS_CONTAINERS : List.of("windowsOptions");
        String rule = windows ? "cannot be set for a windows pod" : "windows options cannot be set for a linux pod";
        forbid(spec.path("securityContext"), pods, path.child("securityContext"), rule, errors);
        if (windows) {
            forbid(spec, List.of("hostUsers", "hostPID", "hostIPC", "shareProcessNamespace"), path, rule, errors);
        }
        for (String list : PodDefaults.CONTAINER_LISTS) {
            int index = 0;
            for (ObjectNode container : Tree.objects(spec, list)) {
                FieldPath one = path.child(list).index(index++).child("securityContext");
                forbid(container.path("securityContext"), containers, one, rule, errors);
            }
        }
    }

    private static void forbid(JsonNode holder, List<String> fields, FieldPath path, String rule, FieldErrors errors) {
        for (String field : fields) {
            if (holder.has(field)) {
                errors.forbidden(path.child(field), rule);
            }
        }
    }
}
