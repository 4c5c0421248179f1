package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.meta.AnalysisElement;
import com.oracle.graal.pointsto.meta.AnalysisMethod;
import com.oracle.graal.pointsto.meta.AnalysisType;
import com.oracle.graal.pointsto.meta.AnalysisUniverse;
import com.oracle.graal.pointsto.meta.InvokeInfo;
import com.oracle.svm.util.ReflectionUtil;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import jdk.vm.ci.code.BytecodePosition;

/**
 * For everything that the analysis reached, one thing that reached it, such that the way back is the shortest, where a
 * virtual call counts the more the more methods it may go to: from the application's {@code main}; then, for what is
 * left, from where the machine boots and what else machine code calls; then from what was registered by reflection
 * metadata, features and SVM itself. A call follows all callees that the analysis found for it.
 *
 * <p>The order is that of names, so equal analyses give equal trees. Elements are looked up by their number, never by
 * identity: identity hash codes are part of images, and whoever asks for one changes those drawn after it. Confined to
 * one thread.
 */
final class ReachabilityTree {
    private static final String METHOD = "%H.%n(%p)";
    private static final int NONE = -1;

    /** How long a call is, by how many methods it may go to. */
    private static final int FEW = 2;

    private static final int SOME = 10;
    private static final int COST_OF_SOME = 4;
    private static final int COST_OF_MANY = 24;
    private static final String BOOT = "dev.demitasse.kernel.Boot";
    private static final String LIBRARY_OS = "dev.demitasse.";

    /** Not public, but of the module that this jar patches. */
    private static final Method INLINED_REASON = ReflectionUtil.lookupMethod(AnalysisMethod.class, "getInlinedReason");

    /**
     * A step of a path.
     *
     * @param parent the step before it, an index into the list; -1 at the beginning
     * @param how what the step before does: {@code calls}; at the beginning, why it is one
     * @param text a method with the names of its parameters' types, a class, or a sentence
     */
    record Step(int parent, String how, String text) {}

    private record Edge(int to, String how) {}

    /** One way to come to a node; of equal ones the first is taken. */
    private record Arrival(int cost, int order, int node, int parent, String how) implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            return cost != other.cost ? Integer.compare(cost, other.cost) : Integer.compare(order, other.order);
        }
    }

    /**
     * Something a budget can refuse, and the first call that leads to it.
     *
     * @param name what it is called in budgets
     * @param step the index of the step that ends the way to it
     */
    record Capability(String name, int step) {}

    private record Call(int caller, int callee) {}

    private final AnalysisMethod[] methods;
    private final AnalysisType[] types;
    private final List<String> sentences = new ArrayList<>();
    private final String[] names;
    private final int[] parents;
    private final String[] hows;
    private final int[] aliases;
    private final Map<Integer, List<Edge>> reasons = new HashMap<>();
    private final PriorityQueue<Arrival> arrivals = new PriorityQueue<>();
    private final int[] costs;
    private int order;
    private final Comparator<AnalysisMethod> byName;
    private final Map<String, Call> capabilities = new TreeMap<>();
    private List<Capability> capabilitySteps = List.of();

    /** The tree of a finished analysis whose type flows are still there. */
    ReachabilityTree(AnalysisUniverse universe, String mainClass) {
        methods = new AnalysisMethod[universe.getNextMethodId()];
        types = new AnalysisType[universe.getNextTypeId()];
        for (AnalysisMethod method : universe.getMethods()) {
            if (method.isReachable()) {
                methods[method.getId()] = method;
            }
        }
        for (AnalysisType type : universe.getTypes()) {
            if (type.isReachable()) {
                types[type.getId()] = type;
            }
        }
        names = new String[methods.length];
        for (int i = 0; i < names.length; i++) {
            names[i] = methods[i] == null ? "" : methods[i].format(METHOD);
        }
        byName = Comparator.<AnalysisMethod, String>comparing(method -> names[method.getId()])
                .thenComparingInt(AnalysisMethod::getId);
        var roots = new TreeMap<String, List<Edge>>();
        collectReasons(roots);
        int nodes = methods.length + types.length + roots.size();
        parents = new int[nodes];
        hows = new String[nodes];
        aliases = new int[types.length];
        costs = new int[nodes];
        Arrays.fill(costs, Integer.MAX_VALUE);
        Arrays.fill(parents, NONE);
        Arrays.fill(aliases, NONE);
        begin(mainMethods(mainClass), "the application's main");
        begin(entryPoints(BOOT), "boot entry");
        begin(entryPoints(LIBRARY_OS), "entry from machine code");
        begin(roots, sentence -> !Cause.VAGUE.contains(sentence));
        begin(roots, Cause.VAGUE::contains);
    }

    private void begin(SortedMap<String, List<Edge>> roots, Predicate<String> which) {
        roots.forEach((sentence, edges) -> {
            if (which.test(sentence)) {
                int root = methods.length + types.length + sentences.size();
                sentences.add(sentence);
                reasons.put(root, edges);
                offer(root, NONE, "", 0);
            }
        });
        walk();
    }

    /** What SVM noted of each thing: an edge from the cause to it, or from a sentence. */
    private void collectReasons(Map<String, List<Edge>> roots) {
        for (AnalysisMethod method : methods) {
            if (method != null) {
                if (method.isImplementationInvoked()) {
                    add(Cause.of(method.getImplementationInvokedReason(), "calls"), method.getId(), roots);
                }
                if (method.isInlined()) {
                    Object reason = ReflectionUtil.invokeMethod(INLINED_REASON, method);
                    add(Cause.of(reason, "calls"), method.getId(), roots);
                }
            }
        }
        for (AnalysisType type : types) {
            if (type == null) {
                continue;
            }
            int node = methods.length + type.getId();
            if (type.isInstantiated()) {
                add(Cause.of(type.getInstantiatedReason(), "instantiates"), node, roots);
            }
            add(Cause.of(type.getReachableReason(), "refers to"), node, roots);
            addRelations(type);
        }
    }

    /** With a type come those that it is made from. */
    private void addRelations(AnalysisType type) {
        List<Edge> edges = reasons.computeIfAbsent(methods.length + type.getId(), _ -> new ArrayList<>());
        if (type.isArray()) {
            if (isIn(type.getElementalType())) {
                edges.add(new Edge(methods.length + type.getElementalType().getId(), "is an array of"));
            }
            return;
        }
        if (type.getSuperclass() != null && isIn(type.getSuperclass())) {
            edges.add(new Edge(methods.length + type.getSuperclass().getId(), "extends"));
        }
        for (AnalysisType one : type.getInterfaces()) {
            if (isIn(one)) {
                edges.add(new Edge(methods.length + one.getId(), "implements"));
            }
        }
        AnalysisMethod initializer = type.getClassInitializer();
        if (initializer != null && isIn(initializer)) {
            edges.add(new Edge(initializer.getId(), "is initialised by"));
        }
    }

    private void add(Cause cause, int node, Map<String, List<Edge>> roots) {
        String sentence = switch (cause.by()) {
            case AnalysisMethod method when !isIn(method) -> method.format(Cause.OWN_CODE);
            case AnalysisType type when !isIn(type) -> type.toJavaName(true);
            case null -> cause.how();
            default -> "";
        };
        if (sentence.isEmpty()) {
            reasons.computeIfAbsent(node(Objects.requireNonNull(cause.by())), _ -> new ArrayList<>())
                    .add(new Edge(node, cause.how()));
        } else {
            roots.computeIfAbsent(sentence, _ -> new ArrayList<>()).add(new Edge(node, "needs"));
        }
    }

    private int node(AnalysisElement element) {
        return switch (element) {
            case AnalysisMethod method -> method.getId();
            case AnalysisType type -> methods.length + type.getId();
            default -> throw new IllegalArgumentException("neither method nor type: " + element);
        };
    }

    private List<AnalysisMethod> mainMethods(String mainClass) {
        var found = new ArrayList<AnalysisMethod>();
        for (AnalysisType type : types) {
            if (type != null && type.toJavaName(true).equals(mainClass)) {
                // It may be one that is inherited.
                for (AnalysisType holder = type; holder != null && found.isEmpty(); holder = holder.getSuperclass()) {
                    for (AnalysisMethod method : methods) {
                        if (method != null
                                && method.getName().equals("main")
                                && method.getDeclaringClass().equals(holder)) {
                            found.add(method);
                        }
                    }
                }
            }
        }
        return found;
    }

    /** What machine code calls, among the methods of classes whose names begin so. */
    private List<AnalysisMethod> entryPoints(String beginning) {
        var found = new ArrayList<AnalysisMethod>();
        for (AnalysisMethod stub : methods) {
            if (stub != null && stub.isNativeEntryPoint()) {
                for (InvokeInfo invoke : stub.getInvokes()) {
                    invoke.getAllCallees().stream()
                            .filter(this::isIn)
                            .filter(callee -> callee.format("%H").startsWith(beginning))
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    private void begin(List<AnalysisMethod> roots, String how) {
        roots.sort(byName);
        roots.forEach(root -> offer(root.getId(), NONE, how, 0));
        walk();
    }

    /** Goes as far as it can, nearest first. */
    private void walk() {
        Arrival next;
        while ((next = arrivals.poll()) != null) {
            if (hows[next.node] != null) {
                continue;
            }
            parents[next.node] = next.parent;
            hows[next.node] = next.how;
            if (next.node < methods.length) {
                expandMethod(next.node, next.cost);
                arriveAtClass(next.node, next.cost);
            }
            followReasons(next.node, next.cost);
        }
    }

    /** With a method comes its class; the way to it is the way to the method. */
    private void arriveAtClass(int node, int cost) {
        int type = methods[node].getDeclaringClass().getId();
        if (hows[methods.length + type] == null) {
            aliases[type] = node;
            hows[methods.length + type] = "";
            followReasons(methods.length + type, cost);
        }
    }

    private void followReasons(int node, int cost) {
        for (Edge edge : reasons.getOrDefault(node, List.of())) {
            offer(edge.to, node, edge.how, cost + 1);
        }
    }

    private void expandMethod(int node, int cost) {
        AnalysisMethod method = methods[node];
        var invokes = new ArrayList<InvokeInfo>();
        method.getInvokes().forEach(invokes::add);
        invokes.sort(Comparator.comparing(InvokeInfo::getTargetMethod, byNameOfAny()));
        for (InvokeInfo invoke : invokes) {
            int caller = inlined(node, invoke.getPosition(), cost);
            List<AnalysisMethod> callees = invoke.getAllCallees().stream()
                    .filter(this::isIn)
                    .sorted(byName)
                    .toList();
            String how = invoke.isDirectInvoke() ? "calls" : "virtual call";
            for (AnalysisMethod callee : callees) {
                offer(callee.getId(), caller, how, cost + costOfCall(callees.size()));
                Capabilities.of(methods[caller], callee)
                        .ifPresent(name -> capabilities.putIfAbsent(name, new Call(caller, callee.getId())));
            }
        }
    }

    /** A call that may go to many tells little of why one of them is there: {@code toString} of any object. */
    private static int costOfCall(int callees) {
        return callees <= FEW ? 1 : callees <= SOME ? COST_OF_SOME : COST_OF_MANY;
    }

    private Comparator<AnalysisMethod> byNameOfAny() {
        return Comparator.comparing((AnalysisMethod method) -> method.getQualifiedName())
                .thenComparingInt(AnalysisMethod::getId);
    }

    private boolean isIn(AnalysisMethod method) {
        return method.getId() < methods.length && methods[method.getId()] != null;
    }

    private boolean isIn(AnalysisType type) {
        return type.getId() < types.length && types[type.getId()] != null;
    }

    /** Where a call stands: in the method itself, or in one that the analysis put into it, which then is a step, too. */
    private int inlined(int node, BytecodePosition position, int cost) {
        if (position == null) {
            return node;
        }
        int caller = position.getCaller() == null ? node : inlined(node, position.getCaller(), cost);
        if (position.getMethod() instanceof AnalysisMethod method && isIn(method) && method.getId() != caller) {
            offer(method.getId(), caller, "calls", cost + 1);
            return method.getId();
        }
        return caller;
    }

    private void offer(int node, int parent, String how, int cost) {
        if (hows[node] == null && cost < costs[node]) {
            costs[node] = cost;
            arrivals.add(new Arrival(cost, order++, node, parent, how));
        }
    }

    /**
     * The steps that lead to classes.
     *
     * @param places where to put, at a type's number, the index of the step that is the type or a method of it; -1
     *     for a type that nothing led to
     */
    List<Step> steps(int[] places) {
        var steps = new ArrayList<Step>();
        var indices = new int[parents.length];
        Arrays.fill(indices, NONE);
        Arrays.fill(places, NONE);
        for (AnalysisType type : types) {
            if (type != null && hows[methods.length + type.getId()] != null) {
                places[type.getId()] = index(methods.length + type.getId(), indices, steps);
            }
        }
        capabilitySteps = capabilities.entrySet().stream()
                .map(found -> {
                    int caller = index(found.getValue().caller, indices, steps);
                    steps.add(new Step(caller, "calls", names[found.getValue().callee]));
                    return new Capability(found.getKey(), steps.size() - 1);
                })
                .toList();
        return steps;
    }

    /** What the way to it is among {@link #steps} for; known after they were asked for. */
    List<Capability> capabilities() {
        return capabilitySteps;
    }

    private int index(int first, int[] indices, List<Step> steps) {
        var way = new ArrayDeque<Integer>();
        int node = real(first);
        while (node != NONE && indices[node] == NONE) {
            way.push(node);
            node = parents[node] == NONE ? NONE : real(parents[node]);
        }
        int parent = node == NONE ? NONE : indices[node];
        for (int next : way) {
            steps.add(new Step(parent, hows[next], text(next)));
            parent = steps.size() - 1;
            indices[next] = parent;
        }
        return parent;
    }

    private int real(int node) {
        int type = node - methods.length;
        return type >= 0 && type < types.length && aliases[type] != NONE ? aliases[type] : node;
    }

    private String text(int node) {
        if (node < methods.length) {
            return names[node];
        }
        int type = node - methods.length;
        return type < types.length ? types[type].toJavaName(true) : sentences.get(type - types.length);
    }
}
