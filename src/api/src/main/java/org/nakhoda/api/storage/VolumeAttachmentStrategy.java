package org.nakhoda.api.storage;

import org.nakhoda.api.catalogue.ObjectStrategy;
import org.nakhoda.api.catalogue.Scope;
import org.nakhoda.api.catalogue.Tree;
import org.nakhoda.api.json.Json;
import org.nakhoda.api.validation.FieldErrors;
import org.nakhoda.api.validation.FieldPath;
import org.nakhoda.api.validation.Names;
import org.nakhoda.api.validation.Values;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is special about attachments: they never change but for their status. */
final class VolumeAttachmentStrategy extends ObjectStrategy {
    private static final FieldPath SPEC = FieldPath.of("spec");

    VolumeAttachmentStrategy() {
        super(Scope.CLUSTER, Shape.STATUS, Names::subdomain);
    }

    @Override
    public void validate(ObjectNode attachment, FieldErrors errors) {
        super.validate(attachment, errors);
        JsonNode spec = attachment.path("spec");
        DriverNames.required(spec, "attacher", SPEC, errors);
        String node = Tree.text(spec, "nodeName");
        String fault = Names.subdomain(node);
        if (fault != null) {
            errors.invalid(SPEC.child("nodeName"), node, fault);
        }
        JsonNode source = spec.path("source");
        boolean inline = source.path("inlineVolumeSpec").isObject();
        boolean named = source.has("persistentVolumeName");
        if (!inline && !named) {
            errors.required(
                    SPEC.child("source"), "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        } else if (inline && named) {
            errors.forbidden(
                    SPEC.child("source"), "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        } else if (named && Tree.text(source, "persistentVolumeName").isEmpty()) {
            errors.required(
                    SPEC.child("source", "persistentVolumeName"), "must specify non empty persistentVolumeName");
        }
    }

    @Override
    public void validateUpdate(ObjectNode attachment, ObjectNode old, FieldErrors errors) {
        super.validateUpdate(attachment, old, errors);
        Values.immutable(attachment, old, "spec", FieldPath.ROOT, errors);
    }

    @Override
    protected ObjectNode firstStatus() {
        return Json.object().put("attached", false);
    }
}
