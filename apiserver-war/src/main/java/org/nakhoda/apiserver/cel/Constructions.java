package org.nakhoda.apiserver.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.ast.CelMutableExpr.CelMutableMap;
import dev.cel.common.ast.CelMutableExpr.CelMutableStruct;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The objects that expressions of mutating policies make: {@code Object{spec: Object.spec{replicas: 3}}} and
 * {@code JSONPatch{op: "add", path: "/x", value: 1}}. They are checked as messages of these types. The library runs only
 * messages that it has a descriptor of, hence what is run calls a function that takes the type's name and the fields.
 */
final class Constructions {
    static final String OBJECT = "Object";
    static final String JSON_PATCH = "JSONPatch";
    private static final String CONSTRUCT = "@construct";
    private static final Map<String, CelType> PATCH_FIELDS = Map.of(
            "op", SimpleType.STRING,
            "path", SimpleType.STRING,
            "from", SimpleType.STRING,
            "value", SimpleType.DYN);

    static final FunctionLibrary LIBRARY = new FunctionLibrary()
            .global(
                    CONSTRUCT,
                    SimpleType.DYN,
                    a -> new ConstructedObject((String) a[0], (Map<?, ?>) a[1]),
                    SimpleType.STRING,
                    MapType.create(SimpleType.STRING, SimpleType.DYN))
            .global(
                    "jsonpatch.escapeKey",
                    SimpleType.STRING,
                    a -> ((String) a[0]).replace("~", "~0").replace("/", "~1"),
                    SimpleType.STRING);

    private Constructions() {}

    static boolean isConstructed(String type) {
        return type.equals(OBJECT) || type.startsWith(OBJECT + ".") || type.equals(JSON_PATCH);
    }

    /** @param fields those that objects are made with */
    static StructType type(String name, Set<String> fields) {
        if (name.equals(JSON_PATCH)) {
            return AdmissionTypes.struct(JSON_PATCH, PATCH_FIELDS);
        }
        return StructType.create(name, ImmutableSet.copyOf(fields), field -> Optional.of(SimpleType.DYN));
    }

    /** The fields that any object is made with in an expression. */
    static Set<String> fields(CelAbstractSyntaxTree parsed) {
        Set<String> fields = new HashSet<>();
        CelNavigableAst.fromAst(parsed)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.STRUCT)
                .forEach(node -> node.expr().struct().entries().forEach(entry -> fields.add(entry.fieldKey())));
        return fields;
    }

    /** Makes calls of the constructions in a parsed expression. */
    static CelAbstractSyntaxTree called(CelAbstractSyntaxTree parsed) {
        CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
        List<CelMutableExpr> constructions = CelNavigableMutableAst.fromAst(tree)
                .getRoot()
                .allNodes()
                .filter(node -> node.getKind() == Kind.STRUCT)
                .map(CelNavigableMutableExpr::expr)
                .toList();
        if (constructions.isEmpty()) {
            return parsed;
        }
        long[] lastId = {
            CelNavigableMutableAst.fromAst(tree)
                    .getRoot()
                    .allNodes()
                    .mapToLong(node -> node.expr().id())
                    .max()
                    .orElse(0)
        };
        for (CelMutableExpr construction : constructions) {
            for (CelMutableStruct.Entry entry : construction.struct().entries()) {
                lastId[0] = Math.max(lastId[0], entry.id());
            }
        }
        for (CelMutableExpr construction : constructions) {
            call(construction, lastId);
        }
        return tree.toParsedAst();
    }

    private static void call(CelMutableExpr construction, long[] lastId) {
        CelMutableStruct struct = construction.struct();
        List<CelMutableMap.Entry> fields = new ArrayList<>();
        for (CelMutableStruct.Entry entry : struct.entries()) {
            fields.add(CelMutableMap.Entry.create(
                    entry.id(), constant(entry.fieldKey(), lastId), entry.value(), entry.optionalEntry()));
        }
        CelMutableExpr map = CelMutableExpr.ofMap(++lastId[0], CelMutableMap.create(fields));
        construction.setCall(CelMutableCall.create(CONSTRUCT, constant(struct.messageName(), lastId), map));
    }

    private static CelMutableExpr constant(String text, long[] lastId) {
        return CelMutableExpr.ofConstant(++lastId[0], CelConstant.ofValue(text));
    }
}
