package org.nakhoda.it.surface;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nakhoda.it.cluster.Kubectl;
import org.nakhoda.it.cluster.Shell.Result;
import tools.jackson.databind.node.ObjectNode;

/**
 * kubectl's way through every kind. A command is given all manifests at once, for starting a process costs more than
 * what it does; only if that fails is it repeated for each, to learn which ones it was.
 */
final class KubectlWalk {
    private static final String LABEL = "{\"metadata\":{\"labels\":{\"%s\":\"set\"}}}";

    /**
     * What Kubernetes refuses as well: a manifest that says nothing of what the cluster has given the object, and an
     * older kubectl that describes a kind in a version that is no longer served.
     */
    private static final Map<String, String> REFUSED_ANYWHERE = Map.of(
            "replace v1 Node", "spec.podCIDR",
            "replace v1 Pod", "spec: Forbidden: pod updates may not change fields",
            "replace batch/v1 Job", "spec.template: Invalid value",
            "describe storage.k8s.io/v1 VolumeAttributesClass", "could not find the requested resource",
            "describe networking.k8s.io/v1 IPAddress", "could not find the requested resource");

    private final Kubectl kubectl;
    private final Matrix matrix;
    private final Path folder;
    private final Map<Kind, Path> files = new LinkedHashMap<>();

    KubectlWalk(Kubectl kubectl, List<Kind> kinds, String namespace, Path folder, Matrix matrix) {
        this.kubectl = kubectl;
        this.matrix = matrix;
        this.folder = folder;
        for (Kind kind : kinds) {
            if (kind.serves("create") && kind.serves("get") && kind.serves("delete")) {
                ObjectNode object = Kinds.in(namespace, kind);
                if (kind.name().equals("a")) {
                    // Events and autoscalers of two versions are the same objects
                    object.withObject("/metadata")
                            .put(
                                    "name",
                                    (kind.version() + "-" + kind.plural() + "-"
                                                    + kind.group().replace('.', '-'))
                                            .replaceAll("-$", ""));
                }
                object.withObject("/metadata/labels").put("walk", "kubectl");
                files.put(kind, write(kind.plural() + "." + kind.version() + "." + kind.group() + ".json", object));
            }
        }
    }

    private Path write(String name, ObjectNode object) {
        try {
            Files.createDirectories(folder);
            return Files.writeString(folder.resolve(name.replaceAll("\\.\\.", ".")), object.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void run() {
        each("create dry", 0, "create", "--dry-run=server");
        each("create", 0, "create");
        each("get", 0, "get");
        each("get -o wide", 0, "get", "-o", "wide");
        each("get -o yaml", 0, "get", "-o", "yaml", "--show-managed-fields");
        each("describe", 0, "describe");
        each("label", 0, "label", "labelled=set", "--overwrite");
        each("annotate", 0, "annotate", "annotated=set", "--overwrite");
        each("patch merge", 0, "patch", "--type=merge", "-p", String.format(LABEL, "merge"));
        each("patch strategic", 0, "patch", "--type=strategic", "-p", String.format(LABEL, "strategic"));
        each(
                "patch json",
                0,
                "patch",
                "--type=json",
                "-p",
                "[{\"op\":\"add\",\"path\":\"/metadata/labels/json\",\"value\":\"set\"}]");
        each("apply", 0, "apply");
        each("diff same", 0, "diff");
        relabel();
        each("diff changed", 1, "diff");
        each("apply --server-side dry", 0, "apply", "--server-side", "--force-conflicts", "--dry-run=server");
        each("apply --server-side", 0, "apply", "--server-side", "--force-conflicts");
        each("replace dry", 0, "replace", "--dry-run=server");
        each("replace", 0, "replace");
        each("wait", 0, "wait", "--for=jsonpath={.metadata.labels.changed}=yes", "--timeout=20s");
        explain();
        each("delete dry", 0, "delete", "--dry-run=server");
        each("delete", 0, "delete", "--timeout=90s");
    }

    private void relabel() {
        files.values().forEach(file -> {
            try {
                Files.writeString(
                        file,
                        Files.readString(file)
                                .replace("\"walk\":\"kubectl\"", "\"walk\":\"kubectl\",\"changed\":\"yes\""));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void each(String column, int exit, String... command) {
        Map<Kind, Path> together = new LinkedHashMap<>(files);
        together.keySet().removeIf(kind -> refusal(column, kind) != null);
        Result all = call(together.values(), command);
        boolean well = fault(all, exit, column, null).isEmpty();
        files.forEach((kind, file) -> {
            Result one = well && together.containsKey(kind) ? all : call(List.of(file), command);
            matrix.note(kubectl.toString(), kind, column, fault(one, exit, column, kind));
        });
    }

    private static String refusal(String column, Kind kind) {
        return REFUSED_ANYWHERE.get(column.replace(" dry", "") + " " + kind);
    }

    private static String fault(Result one, int exit, String column, Kind kind) {
        String said = one.all().replaceAll("\\s+", " ");
        if (one.exit() == exit) {
            return exit != 0 || one.err().lines().allMatch(KubectlWalk::harmless) ? "" : "warned: " + said;
        }
        // tried for a second time, after all together
        boolean done = kind != null
                && (column.equals("create") && said.contains("AlreadyExists")
                        || column.equals("delete") && said.contains("NotFound"));
        String refusal = refusal(column, kind);
        return done || refusal != null && said.contains(refusal) ? "" : one.exit() + " " + said;
    }

    /** Nothing but what every apply of a created object, and every use of an old kind, is told. */
    private static boolean harmless(String warning) {
        return warning.contains("last-applied-configuration") || warning.contains("deprecated");
    }

    private Result call(Collection<Path> manifests, String... command) {
        List<String> words = new ArrayList<>(Arrays.asList(command));
        manifests.forEach(manifest -> words.addAll(List.of("-f", manifest.toString())));
        return kubectl.run(words.toArray(String[]::new));
    }

    private void explain() {
        files.keySet().forEach(kind -> {
            Result explained =
                    kubectl.run("explain", kind.plural(), "--recursive", "--api-version=" + kind.apiVersion());
            boolean well = explained.exit() == 0 && explained.out().contains("metadata");
            matrix.note(
                    kubectl.toString(),
                    kind,
                    "explain",
                    well ? "" : explained.all().replaceAll("\\s+", " "));
        });
    }
}
