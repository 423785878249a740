package org.nakhoda.api.schema.build;

import com.google.gson.annotations.SerializedName;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.Quantity;
import io.swagger.annotations.ApiModel;
import io.swagger.annotations.ApiModelProperty;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nakhoda.api.json.Json;
import tools.jackson.databind.node.ObjectNode;

/**
 * Walks the model classes from their roots and writes down every definition: its fields' types in the notation that
 * {@link org.nakhoda.api.schema.BuiltinSchemas} documents, and apart from them the descriptions.
 */
final class ModelReader {
    private static final String MODELS = "io.kubernetes.client.openapi.models.";

    private static final Map<Type, String> SCALARS = Map.of(
            String.class, "string",
            Integer.class, "int32",
            Long.class, "int64",
            Double.class, "double",
            Boolean.class, "boolean",
            OffsetDateTime.class, "date-time",
            Quantity.class, "quantity",
            IntOrString.class, "int-or-string",
            byte[].class, "byte",
            Object.class, "any");

    private final Map<Class<?>, String> names = new HashMap<>();
    private final Map<String, ObjectNode> definitions = new TreeMap<>();
    private final Map<String, ObjectNode> descriptions = new TreeMap<>();

    void readAll() throws ReflectiveOperationException {
        for (Map.Entry<String, List<String>> root : DefinitionNames.ROOTS.entrySet()) {
            Deque<Class<?>> waiting = new ArrayDeque<>();
            for (String simpleName : root.getValue()) {
                reached(Class.forName(MODELS + simpleName), root.getKey(), waiting);
            }
            while (!waiting.isEmpty()) {
                read(waiting.removeFirst(), root.getKey(), waiting);
            }
        }
    }

    ObjectNode definitions() {
        ObjectNode all = Json.object();
        definitions.forEach(all::set);
        return all;
    }

    ObjectNode descriptions() {
        ObjectNode all = Json.object();
        descriptions.forEach(all::set);
        return all;
    }

    private String reached(Class<?> model, String group, Deque<Class<?>> waiting) {
        return names.computeIfAbsent(model, m -> {
            waiting.add(m);
            return group + "." + DefinitionNames.simpleName(m);
        });
    }

    private void read(Class<?> model, String group, Deque<Class<?>> waiting) {
        ObjectNode fields = Json.object();
        ObjectNode texts = Json.object();
        ApiModel about = model.getAnnotation(ApiModel.class);
        if (about != null && !about.description().isEmpty()) {
            texts.put("", about.description());
        }
        Map<String, ApiModelProperty> properties = new HashMap<>();
        for (Method method : model.getDeclaredMethods()) {
            ApiModelProperty property = method.getAnnotation(ApiModelProperty.class);
            if (property != null) {
                properties.put(method.getName().toLowerCase(Locale.ROOT), property);
            }
        }
        for (Field field : model.getDeclaredFields()) {
            SerializedName serialized = field.getAnnotation(SerializedName.class);
            if (serialized == null) {
                continue;
            }
            String name = field.getName().replaceFirst("^_", "");
            // beans spell getters of such names as xKubernetes and $ref in more ways than one
            String getter = "get" + name.toLowerCase(Locale.ROOT);
            ApiModelProperty property = properties.get(getter);
            if (property == null) {
                throw new IllegalStateException(model + " has no annotated " + getter + " for " + serialized.value());
            }
            String type = notation(field.getGenericType(), group, waiting);
            String owner = names.get(model) + "." + serialized.value();
            String mark = property.required() ? "!" : ZeroValues.matter(owner, type) ? "" : "?";
            fields.put(serialized.value(), mark + type);
            if (!property.value().isEmpty()) {
                texts.put(serialized.value(), property.value());
            }
        }
        definitions.put(names.get(model), fields);
        descriptions.put(names.get(model), texts);
    }

    private String notation(Type type, String group, Deque<Class<?>> waiting) {
        String scalar = SCALARS.get(type);
        if (scalar != null) {
            return scalar;
        }
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return "[]" + notation(arguments[0], group, waiting);
            }
            if (generic.getRawType() == Map.class && arguments[0] == String.class) {
                return "{}" + notation(arguments[1], group, waiting);
            }
        }
        if (type instanceof Class<?> model && model.getName().startsWith(MODELS)) {
            return "#" + reached(model, group, waiting);
        }
        throw new IllegalStateException("no notation for " + type + "; add it to ModelReader and BuiltinSchemas");
    }
}
