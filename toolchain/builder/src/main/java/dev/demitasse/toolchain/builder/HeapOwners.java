package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.heap.ImageHeapConstant;
import com.oracle.graal.pointsto.meta.AnalysisMethod;
import com.oracle.svm.core.hub.DynamicHub;
import com.oracle.svm.hosted.code.CompileQueue.CompileTask;
import com.oracle.svm.hosted.image.NativeImageHeap;
import com.oracle.svm.hosted.image.NativeImageHeap.ObjectInfo;
import com.oracle.svm.hosted.meta.HostedField;
import com.oracle.svm.hosted.meta.HostedMetaAccess;
import com.oracle.svm.hosted.meta.HostedType;
import com.oracle.svm.util.ReflectionUtil;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;
import jdk.vm.ci.code.site.ConstantReference;
import jdk.vm.ci.code.site.DataPatch;
import org.jspecify.annotations.Nullable;

/**
 * Divides the image heap among classes. An object belongs to the class whose metadata it is or is kept by, else to the
 * class whose static field or machine code keeps it; SVM notes one keeper of each. To be used when the heap is laid out,
 * for it asks for identity hash codes. Confined to one thread.
 */
final class HeapOwners {
    private static final Method REASON = ReflectionUtil.lookupMethod(ObjectInfo.class, "getMainReason");

    /** What holds something about the whole image, whoever comes upon it first; by class. */
    private static final Map<String, String> OF_ALL = Map.of(
            "com.oracle.svm.core.code.ImageCodeInfo", "stack maps, frames and names of the machine code",
            "com.oracle.svm.core.code.RuntimeMetadataEncoding", "metadata for reflection",
            "java.lang.Module", "descriptions of Java modules",
            "java.lang.module.ModuleDescriptor", "descriptions of Java modules",
            "java.lang.ModuleLayer", "descriptions of Java modules",
            "java.lang.module.Configuration", "descriptions of Java modules");

    /** What an object belongs to: a class by its number, or, with -1, something else. */
    private record Owner(int type, String other) {}

    private final HostedMetaAccess metaAccess;
    private final long[] bytes;
    private final TreeMap<String, Long> others = new TreeMap<>();
    private final Map<ObjectInfo, AnalysisMethod> embedding = new IdentityHashMap<>();
    private final Map<ObjectInfo, Owner> owners = new IdentityHashMap<>();

    /**
     * Divides a heap.
     *
     * @param compilations all machine code
     * @param types how many types there are
     */
    HeapOwners(NativeImageHeap heap, HostedMetaAccess metaAccess, Collection<CompileTask> compilations, int types) {
        this.metaAccess = metaAccess;
        bytes = new long[types];
        // Of several that refer to an object, the first by name keeps it, whatever the order they were compiled in.
        compilations.stream()
                .sorted(Comparator.comparing(task -> task.method.format("%H.%n(%P)")))
                .forEach(task -> {
                    for (DataPatch patch : task.result.getDataPatches()) {
                        if (patch.reference instanceof ConstantReference reference
                                && reference.getConstant() instanceof ImageHeapConstant constant) {
                            ObjectInfo object = heap.getConstantInfo(constant);
                            if (object != null) {
                                embedding.putIfAbsent(object, task.method.getWrapped());
                            }
                        }
                    }
                });
        for (ObjectInfo object : heap.getObjects()) {
            Owner owner = owner(object);
            if (owner.type >= 0) {
                bytes[owner.type] += object.getSize();
            } else {
                others.merge(owner.other, object.getSize(), Long::sum);
            }
        }
    }

    /** Bytes of each class, by its number. */
    long[] bytes() {
        return bytes;
    }

    /** Bytes that belong to no class, by what they are. */
    Map<String, Long> others() {
        return others;
    }

    private Owner owner(ObjectInfo object) {
        var way = new ArrayList<ObjectInfo>();
        ObjectInfo next = object;
        Owner owner;
        while ((owner = owners.get(next)) == null && (owner = ownerByItself(next)) == null) {
            way.add(next);
            Object reason = ReflectionUtil.invokeMethod(REASON, next);
            if (!(reason instanceof ObjectInfo holder)) {
                owner = ownerByReason(next, reason);
                break;
            }
            next = holder;
        }
        for (ObjectInfo passed : way) {
            owners.put(passed, owner);
        }
        return owner;
    }

    /** Where the object is a class, or something about the whole image. */
    private @Nullable Owner ownerByItself(ObjectInfo object) {
        if (object.getClazz().getName().equals("Ljava/lang/Class;") && object.getObject() instanceof DynamicHub hub) {
            return ofType(metaAccess.lookupJavaType(hub.getHostedJavaClass()));
        }
        String ofAll = OF_ALL.get(object.getClazz().toJavaName(true));
        return ofAll == null ? null : new Owner(-1, ofAll);
    }

    private Owner ownerByReason(ObjectInfo object, Object reason) {
        AnalysisMethod method = embedding.get(object);
        if (reason instanceof HostedField field) {
            return ofType(field.getDeclaringClass());
        }
        if (method != null) {
            return new Owner(method.getDeclaringClass().getId(), "");
        }
        return new Owner(
                -1,
                switch (String.valueOf(reason)) {
                    case "InternedStringsTable" -> "table of interned strings";
                    case "FillerObject" -> "gaps in the image heap";
                    case "StaticObjectFields", "StaticPrimitiveFields" -> "static fields";
                    case "Resource" -> "resources";
                    case "DataSection" -> "objects that constants of the machine code refer to";
                    default -> "objects that SubstrateVM needs at run time";
                });
    }

    private static Owner ofType(HostedType type) {
        HostedType element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return element.isPrimitive()
                ? new Owner(-1, "classes of primitive types and their arrays")
                : new Owner(element.getWrapped().getId(), "");
    }
}
