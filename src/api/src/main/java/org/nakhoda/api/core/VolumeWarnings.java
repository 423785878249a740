package org.nakhoda.api.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.validation.FieldPath;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Volumes of sorts that no longer work, and claims and volumes that are described by what has been replaced. */
public final class VolumeWarnings {
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";
    private static final String OPTIONS_ANNOTATION = "volume.beta.kubernetes.io/mount-options";
    private static final FieldPath ANNOTATIONS = FieldPath.of("metadata").child("annotations");
    private static final Map<String, String> REMOVED = new LinkedHashMap<>();

    static {
        REMOVED.put("photonPersistentDisk", removed("1.11", "1.16"));
        REMOVED.put("scaleIO", removed("1.16", "1.22"));
        REMOVED.put("flocker", removed("1.22", "1.25"));
        REMOVED.put("storageos", removed("1.22", "1.25"));
        REMOVED.put("quobyte", removed("1.22", "1.25"));
        REMOVED.put("glusterfs", removed("1.25", "1.26"));
        REMOVED.put("cephfs", removed("1.28", "1.31"));
        REMOVED.put("rbd", removed("1.28", "1.31"));
    }

    private VolumeWarnings() {}

    private static String removed(String deprecated, String without) {
        return "deprecated in v" + deprecated + ", non-functional in v" + without + "+";
    }

    private static void sources(JsonNode holder, FieldPath path, List<String> warnings) {
        for (String field : holder.propertyNames()) {
            String text = REMOVED.get(field);
            if (text != null) {
                String shown = field.equals("storageos") ? "storageOS" : field;
                warnings.add(path.child(shown) + ": " + text);
            }
        }
    }

    /** The volumes of a pod. */
    static List<String> ofPod(JsonNode volumes, FieldPath path) {
        if (Tree.isEmpty(volumes)) {
            return List.of();
        }
        List<String> warnings = new ArrayList<>(0);
        Set<String> tokens = new HashSet<>();
        int index = 0;
        for (ObjectNode volume : Tree.objects(volumes)) {
            FieldPath at = path.index(index++);
            sources(volume, at, warnings);
            if (volume.has("gitRepo")) {
                warnings.add(at.child("gitRepo") + ": deprecated in v1.11");
            }
            JsonNode claim =
                    volume.path("ephemeral").path("volumeClaimTemplate").path("spec");
            warnings.addAll(ofClaimSpec(
                    claim, at.child("ephemeral", "volumeClaimTemplate").child("spec")));
            for (ObjectNode source : Tree.objects(volume.path("projected"), "sources")) {
                String token = Tree.text(source, "serviceAccountToken", "path");
                if (!token.isEmpty()) {
                    tokens.add(token);
                }
            }
        }
        if (!tokens.isEmpty()) {
            shadowed(volumes, path, tokens, warnings);
        }
        return warnings;
    }

    /** Files that have the name of a token. */
    private static void shadowed(JsonNode volumes, FieldPath path, Set<String> tokens, List<String> warnings) {
        int index = 0;
        for (ObjectNode volume : Tree.objects(volumes)) {
            FieldPath at = path.index(index++).child("projected", "sources");
            for (ObjectNode source : Tree.objects(volume.path("projected"), "sources")) {
                for (String kind : List.of("configMap", "secret", "downwardAPI")) {
                    int item = 0;
                    String shown = kind.equals("secret") ? "secrets" : kind;
                    for (ObjectNode file : Tree.objects(source.path(kind), "items")) {
                        duplicate(
                                Tree.text(file, "path"), tokens, at.child(shown).index(item++), warnings);
                    }
                }
                String bundle = Tree.text(source, "clusterTrustBundle", "path");
                duplicate(bundle, tokens, at.child("ClusterTrustBundle"), warnings);
            }
        }
    }

    private static void duplicate(String file, Set<String> tokens, FieldPath path, List<String> warnings) {
        if (tokens.contains(file)) {
            warnings.add(path + ": has duplicated path with ServiceAccountToken \"" + file + "\"");
        }
    }

    static List<String> ofVolume(ObjectNode volume) {
        List<String> warnings = new ArrayList<>(0);
        JsonNode annotations = volume.path("metadata").path("annotations");
        if (annotations.has(CLASS_ANNOTATION)) {
            warnings.add(oldClass());
        }
        if (annotations.has(OPTIONS_ANNOTATION)) {
            warnings.add(ANNOTATIONS.key(OPTIONS_ANNOTATION)
                    + ": deprecated since v1.31; use \"mountOptions\" attribute instead");
        }
        JsonNode spec = volume.path("spec");
        FieldPath path = FieldPath.of("spec");
        if (Tree.text(spec, "persistentVolumeReclaimPolicy").equals("Recycle")) {
            warnings.add("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the "
                    + "recommended approach is to use dynamic provisioning.");
        }
        int index = 0;
        for (ObjectNode term : Tree.objects(spec.path("nodeAffinity").path("required"), "nodeSelectorTerms")) {
            FieldPath at = path.child("nodeAffinity", "required")
                    .child("nodeSelectorTerms")
                    .index(index++);
            warnings.addAll(NodeLabels.ofExpressions(term.path("matchExpressions"), at.child("matchExpressions")));
        }
        sources(spec, path, warnings);
        return warnings;
    }

    static List<String> ofClaim(ObjectNode claim) {
        List<String> warnings = new ArrayList<>(0);
        if (claim.path("metadata").path("annotations").has(CLASS_ANNOTATION)) {
            warnings.add(oldClass());
        }
        warnings.addAll(ofClaimSpec(claim.path("spec"), FieldPath.of("spec")));
        return warnings;
    }

    private static String oldClass() {
        return ANNOTATIONS.key(CLASS_ANNOTATION)
                + ": deprecated since v1.8; use \"storageClassName\" attribute instead";
    }

    /** The specification of a claim, also of one that stands in a workload or a pod as a template. */
    public static List<String> ofClaimSpec(JsonNode spec, FieldPath path) {
        List<String> warnings = new ArrayList<>(0);
        for (String amounts : List.of("requests", "limits")) {
            JsonNode storage = spec.path("resources").path(amounts).path("storage");
            if (!storage.isMissingNode() && PodWarnings.isFraction(storage)) {
                warnings.add(path.child("resources", amounts).key("storage") + ": fractional byte value \""
                        + Tree.scalar(storage) + "\" is invalid, must be an integer");
            }
        }
        return warnings;
    }
}
