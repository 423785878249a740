package org.nakhoda.api.core;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Values;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about secrets: plain text on the way in, and types that demand keys. */
final class SecretStrategy extends DataStrategy {
    private static final String ACCOUNT_ANNOTATION = "kubernetes.io/service-account.name";
    private static final Map<String, List<String>> DEMANDED = Map.of(
            "kubernetes.io/tls", List.of("tls.crt", "tls.key"),
            "kubernetes.io/dockerconfigjson", List.of(".dockerconfigjson"),
            "kubernetes.io/dockercfg", List.of(".dockercfg"),
            "kubernetes.io/ssh-auth", List.of("ssh-privatekey"));

    @Override
    public void setDefaults(ObjectNode secret) {
        Tree.defaultText(secret, "type", "Opaque");
        if (secret.remove("stringData") instanceof ObjectNode texts && !texts.isEmpty()) {
            ObjectNode data = Tree.child(secret, "data");
            for (Map.Entry<String, JsonNode> text : texts.properties()) {
                byte[] bytes = Tree.scalar(text.getValue()).getBytes(StandardCharsets.UTF_8);
                data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    @Override
    boolean encoded(String field) {
        return true;
    }

    @Override
    public void validate(ObjectNode secret, FieldErrors errors) {
        super.validate(secret, errors);
        for (String key : DEMANDED.getOrDefault(Tree.text(secret, "type"), List.of())) {
            if (!secret.path("data").has(key)) {
                errors.required(FieldPath.of("data").key(key), "");
            }
        }
        switch (Tree.text(secret, "type")) {
            case "kubernetes.io/basic-auth" -> {
                if (!secret.path("data").has("username") && !secret.path("data").has("password")) {
                    errors.required(FieldPath.of("data").key("username"), "");
                    errors.required(FieldPath.of("data").key("password"), "");
                }
            }
            case "kubernetes.io/service-account-token" -> {
                JsonNode annotations = secret.path("metadata").path("annotations");
                if (Tree.text(annotations, ACCOUNT_ANNOTATION).isEmpty()) {
                    errors.required(
                            FieldPath.of("metadata").child("annotations").key(ACCOUNT_ANNOTATION), "");
                }
            }
            case "kubernetes.io/dockerconfigjson" -> json(secret, ".dockerconfigjson", errors);
            case "kubernetes.io/dockercfg" -> json(secret, ".dockercfg", errors);
            default -> {}
        }
    }

    @Override
    public void validateUpdate(ObjectNode secret, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(secret, old, errors);
        Values.immutable(secret, old, "type", FieldPath.ROOT, errors);
    }

    private static void json(ObjectNode secret, String key, FieldErrors errors) {
        String encoded = Tree.text(secret.path("data"), key);
        try {
            if (!encoded.isEmpty()) {
                Json.parse(Base64.getMimeDecoder().decode(encoded));
            }
        } catch (JacksonException | IllegalArgumentException e) {
            errors.invalid(FieldPath.of("data").key(key), "<secret contents redacted>", "must be JSON");
        }
    }
}
