package org.nakhoda.dist.masters;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.dist.cluster.Distribution;
import org.nakhoda.dist.cluster.Failure;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a new master is told when it may join: {@code MasterJoin} of {@code nakhoda.org/v1}. Checked when it is read: a name of
 * a file is one of those that are known, so that no answer writes anywhere else.
 *
 * @param settings those that are the same on every master
 * @param files contents by path under the data folder
 */
record Admission(String group, List<MasterAddress> members, Map<Setting, String> settings, Map<String, String> files) {
    static final String API_VERSION = "nakhoda.org/v1";
    static final String KIND = "MasterJoin";

    private static final String DATABASE_PASSWORD_FILE = "postgres/password";
    private static final Set<String> PKI_FILES = Set.of(
            "pki/ca.crt",
            "pki/ca.key",
            "pki/sa.key",
            "pki/sa.pub",
            "pki/front-proxy-ca.crt",
            "pki/front-proxy-ca.key",
            "pki/masters-ca.crt",
            "pki/masters-ca.key");

    /** What every master of a cluster must agree on. */
    private static final Set<Setting> SHARED = EnumSet.of(
            Setting.CLUSTER_CIDR,
            Setting.NODE_CIDR_MASK,
            Setting.SERVICE_CIDR,
            Setting.NODE_PORT_RANGE,
            Setting.CLUSTER_DOMAIN,
            Setting.DATABASE_URL,
            Setting.DATABASE_USER,
            Setting.DATABASE_PASSWORD,
            Setting.EMBEDDED_COMPONENTS);

    Admission {
        members = List.copyOf(members);
        settings = Map.copyOf(settings);
        files = Map.copyOf(files);
    }

    static ObjectNode request(MasterAddress self) {
        ObjectNode request = Json.object();
        request.put("apiVersion", API_VERSION).put("kind", KIND);
        request.putObject("metadata").put("name", self.name());
        request.set("spec", self.asSpec().put("version", Distribution.VERSION));
        return request;
    }

    static Admission read(JsonNode answer) throws Failure {
        JsonNode status = answer.path("status");
        List<MasterAddress> members = new ArrayList<>();
        for (JsonNode member : status.path("members")) {
            members.add(MasterAddress.read(member));
        }
        Map<Setting, String> settings = settings(status.path("settings"));
        Map<String, String> files = new TreeMap<>();
        status.path("files")
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asString("")));
        requireFiles(files, settings.getOrDefault(Setting.DATABASE_URL, "").isBlank());
        return new Admission(group(status.path("group").asString("")), members, settings, files);
    }

    private static String group(String text) throws Failure {
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw new Failure("the API server's answer names no group of masters; it is of another version");
        }
    }

    private static Map<Setting, String> settings(JsonNode given) throws Failure {
        Map<String, Setting> known = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            known.put(setting.key(), setting);
        }
        Map<Setting, String> settings = new EnumMap<>(Setting.class);
        for (Map.Entry<String, JsonNode> entry : given.properties()) {
            Setting setting = known.get(entry.getKey());
            if (setting == null) {
                throw new Failure("the cluster has a setting \"" + entry.getKey()
                        + "\" that is unknown here; install the same version of Nakhoda as on the other masters");
            }
            if (SHARED.contains(setting)) {
                settings.put(setting, entry.getValue().asString(""));
            }
        }
        return settings;
    }

    /** Of some settings, those that every master of a cluster has alike. */
    static Map<Setting, String> shared(Map<Setting, String> settings) {
        Map<Setting, String> shared = new EnumMap<>(Setting.class);
        settings.forEach((setting, value) -> {
            if (SHARED.contains(setting)) {
                shared.put(setting, value);
            }
        });
        return shared;
    }

    private static void requireFiles(Map<String, String> files, boolean embeddedDatabase) throws Failure {
        Set<String> unknown = new TreeSet<>(files.keySet());
        unknown.removeAll(PKI_FILES);
        unknown.remove(DATABASE_PASSWORD_FILE);
        if (!unknown.isEmpty()) {
            throw new Failure("the API server's answer has files that are unknown here and are not written: "
                    + String.join(", ", unknown));
        }
        Set<String> missing = new TreeSet<>(PKI_FILES);
        if (embeddedDatabase) {
            missing.add(DATABASE_PASSWORD_FILE);
        }
        missing.removeIf(file -> !files.getOrDefault(file, "").isBlank());
        if (!missing.isEmpty()) {
            throw new Failure(
                    "the API server's answer lacks " + String.join(", ", missing) + "; it is of another version");
        }
    }
}
