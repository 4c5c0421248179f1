package dev.demitasse.jdk;

import com.oracle.svm.core.ParsingReason;
import com.oracle.svm.core.feature.InternalFeature;
import com.oracle.svm.hosted.FeatureImpl.DuringAnalysisAccessImpl;
import dev.demitasse.jdk.format.SimpleFormat;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Locale;
import jdk.graal.compiler.java.BytecodeParser;
import jdk.graal.compiler.nodes.CallTargetNode.InvokeKind;
import jdk.graal.compiler.nodes.ValueNode;
import jdk.graal.compiler.nodes.graphbuilderconf.GraphBuilderConfiguration.Plugins;
import jdk.graal.compiler.nodes.graphbuilderconf.GraphBuilderContext;
import jdk.graal.compiler.nodes.graphbuilderconf.InvocationPlugin.Receiver;
import jdk.graal.compiler.nodes.graphbuilderconf.InvocationPlugin.RequiredInvocationPlugin;
import jdk.graal.compiler.nodes.graphbuilderconf.InvocationPlugins.Registration;
import jdk.graal.compiler.phases.util.Providers;
import jdk.vm.ci.meta.ResolvedJavaMethod;

/**
 * Replaces calls of {@code String.format} and {@code String.formatted} whose format string is a constant of the small
 * language by calls of {@link SimpleFormat}, in the application as in the JDK, whose exceptions' messages would
 * otherwise bring {@link java.util.Formatter} into every image.
 */
final class FormatFeature implements InternalFeature {
    private final Method replacement = method(SimpleFormat.class, "format", String.class, Object[].class);
    private final Field localeMayChange = field(SimpleFormat.class, "localeMayChange");

    @Override
    public String getDescription() {
        return "Formats by simple format strings without java.util.Formatter";
    }

    @Override
    public void registerInvocationPlugins(Providers providers, Plugins plugins, ParsingReason reason) {
        var strings = new Registration(plugins.getInvocationPlugins(), String.class);
        strings.register(new RequiredInvocationPlugin("format", String.class, Object[].class) {
            @Override
            public boolean apply(
                    GraphBuilderContext builder,
                    ResolvedJavaMethod target,
                    Receiver receiver,
                    ValueNode format,
                    ValueNode arguments) {
                return replace(providers, builder, format, arguments);
            }
        });
        strings.register(new RequiredInvocationPlugin("formatted", Receiver.class, Object[].class) {
            @Override
            public boolean apply(
                    GraphBuilderContext builder, ResolvedJavaMethod target, Receiver receiver, ValueNode arguments) {
                return replace(providers, builder, receiver.get(true), arguments);
            }
        });
    }

    private boolean replace(Providers providers, GraphBuilderContext builder, ValueNode format, ValueNode arguments) {
        // A format string that becomes constant only by inlining comes too late: calls cannot be replaced there.
        if (!(builder instanceof BytecodeParser)
                || !format.isJavaConstant()
                || format.asJavaConstant().isNull()) {
            return false;
        }
        String constant = providers.getSnippetReflection().asObject(String.class, format.asJavaConstant());
        if (constant == null || !SimpleFormat.understands(constant)) {
            return false;
        }
        ResolvedJavaMethod method = builder.getMetaAccess().lookupJavaMethod(replacement);
        builder.handleReplacedInvoke(InvokeKind.Static, method, new ValueNode[] {format, arguments}, false);
        return true;
    }

    /** Digits other than ours can come up only when the image contains the call that changes the locale. */
    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        access.registerReachabilityHandler(
                during -> {
                    set(localeMayChange);
                    var analysis = (DuringAnalysisAccessImpl) during;
                    analysis.registerAsUnsafeAccessed(localeMayChange, "Locale.setDefault is reachable");
                    analysis.rescanField(null, localeMayChange);
                },
                method(Locale.class, "setDefault", Locale.Category.class, Locale.class));
    }

    private static void set(Field field) {
        try {
            field.setBoolean(null, true);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Field field(Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getDeclaredMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("this JDK's " + type + " is not the one expected", e);
        }
    }
}
