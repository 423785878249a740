package org.nakhoda.apiserver.masters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.masters.MasterKind;
import org.nakhoda.api.settings.Setting;
import org.nakhoda.api.settings.Settings;
import org.nakhoda.api.status.ApiException;
import org.nakhoda.api.status.Cause;
import org.nakhoda.api.status.Reason;
import org.nakhoda.api.validation.Names;
import org.nakhoda.db.masters.Masters;
import org.nakhoda.db.masters.Masters.Admission;
import org.nakhoda.db.masters.MastersException;
import org.nakhoda.db.masters.Member;
import org.nakhoda.db.store.ClusterStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Admits a new master and tells it what it has to know: the members, the settings that are the cluster's, and the keys. Whoever
 * gets the answer can act as the cluster, which is why nothing else is granted to those who may ask, and nothing of it is logged.
 */
public final class MasterJoins {
    private static final Logger LOG = LoggerFactory.getLogger(MasterJoins.class);

    /** In the data folder. Without these the new one would be no part of the cluster. */
    private static final List<String> FILES = List.of(
            "pki/ca.crt", "pki/ca.key", "pki/sa.key", "pki/sa.pub", "pki/masters-ca.crt", "pki/masters-ca.key");

    /** A cluster need not have them: no servers that extend the API, or a database of somebody else. */
    private static final List<String> FURTHER_FILES =
            List.of("pki/front-proxy-ca.crt", "pki/front-proxy-ca.key", "postgres/password");

    private final ClusterStore store;
    private final Settings settings;
    private final String version;

    /** @param version of this program, such as {@code 0.1.0} */
    public MasterJoins(ClusterStore store, Settings settings, String version) {
        this.store = store;
        this.settings = settings;
        this.version = version;
    }

    /**
     * @param name the new master's
     * @param join a MasterJoin with its {@code spec}
     * @return the same with its {@code status}
     * @throws ApiException if it is not admitted
     */
    public ObjectNode admit(String name, ObjectNode join) {
        Masters masters = store.masters().orElseThrow(MasterRefusals::none);
        JsonNode spec = join.path("spec");
        Member member = member(name, spec);
        requireVersion(name, spec.path("version").asString(""));
        ObjectNode files = files();
        Admission admission;
        try {
            admission = masters.admit(member);
        } catch (MastersException e) {
            throw MasterRefusals.of(e, name);
        }
        LOG.info("master {} at {} is admitted", member.name(), member.address());
        ObjectNode answer = Json.object().put("apiVersion", MasterKind.GROUP + "/v1").put("kind", "MasterJoin");
        answer.set("spec", spec);
        ObjectNode status = answer.putObject("status").put("group", admission.group());
        var members = status.putArray("members");
        admission.members().forEach(one -> {
            ObjectNode node = members.addObject().put("name", one.name());
            addresses(node, one);
        });
        status.set("settings", settings());
        status.set("files", files);
        return answer;
    }

    /** As a Master's {@code spec}. */
    public static ObjectNode addresses(ObjectNode node, Member member) {
        return node.put("address", member.address())
                .put("apiPort", member.apiPort())
                .put("peerPort", member.peerPort())
                .put("raftPort", member.raftPort())
                .put("databasePort", member.databasePort());
    }

    private static Member member(String name, JsonNode spec) {
        List<Cause> faults = new ArrayList<>();
        if (Names.subdomain(name) != null) {
            faults.add(new Cause("FieldValueInvalid", "Invalid value: \"" + name + "\": " + Names.subdomain(name), "metadata.name"));
        }
        String address = spec.path("address").asString("");
        if (address.isEmpty()) {
            faults.add(new Cause("FieldValueRequired", "Required value", "spec.address"));
        }
        Member member = new Member(
                name,
                address,
                port(spec, "apiPort", faults),
                port(spec, "peerPort", faults),
                port(spec, "raftPort", faults),
                port(spec, "databasePort", faults));
        if (!faults.isEmpty()) {
            throw ApiException.invalid(MasterKind.GROUP, "MasterJoin", name, faults);
        }
        return member;
    }

    private static int port(JsonNode spec, String field, List<Cause> faults) {
        int port = spec.path(field).asInt(0);
        if (port < 1 || port > 65535) {
            faults.add(new Cause(
                    "FieldValueInvalid",
                    "Invalid value: " + spec.path(field) + ": must be between 1 and 65535, inclusive",
                    "spec." + field));
        }
        return port;
    }

    private void requireVersion(String name, String theirs) {
        if (!release(theirs).equals(release(version))) {
            throw ApiException.conflict(
                    MasterKind.RESOURCE,
                    name,
                    "the cluster's masters run version " + version + ", and the new one "
                            + (theirs.isEmpty() ? "does not say which it runs" : "runs version " + theirs)
                            + "; they must agree in the first two numbers");
        }
    }

    /** {@code 0.1} of {@code 0.1.7-SNAPSHOT}. */
    private static String release(String whole) {
        String[] parts = whole.split("[.-]", 3);
        return parts.length < 2 ? whole : parts[0] + "." + parts[1];
    }

    private ObjectNode settings() {
        StringJoiner services = new StringJoiner(",");
        settings.serviceCidrs().forEach(range -> services.add(range.toString()));
        ObjectNode values = Json.object()
                .put(Setting.CLUSTER_CIDR.key(), settings.clusterCidr().toString())
                .put(Setting.NODE_CIDR_MASK.key(), Integer.toString(settings.nodeCidrMask()))
                .put(Setting.SERVICE_CIDR.key(), services.toString())
                .put(
                        Setting.NODE_PORT_RANGE.key(),
                        settings.nodePortRange().first() + "-"
                                + settings.nodePortRange().last())
                .put(Setting.CLUSTER_DOMAIN.key(), settings.clusterDomain());
        settings.externalDatabase().ifPresent(database -> values.put(Setting.DATABASE_URL.key(), database.url())
                .put(Setting.DATABASE_USER.key(), database.user())
                .put(Setting.DATABASE_PASSWORD.key(), database.password()));
        return values;
    }

    private ObjectNode files() {
        ObjectNode files = Json.object();
        try {
            for (String file : FILES) {
                files.put(file, Files.readString(settings.dataDir().resolve(file)));
            }
            for (String file : FURTHER_FILES) {
                Path path = settings.dataDir().resolve(file);
                if (Files.exists(path)) {
                    files.put(file, Files.readString(path));
                }
            }
            return files;
        } catch (IOException e) {
            LOG.error("no master can be admitted, for a file that it would need cannot be read: {}", e.toString());
            throw ApiException.of(
                    Reason.INTERNAL_ERROR,
                    "the leading master cannot read a file that a new one needs; its log says which");
        }
    }
}
