package dev.demitasse.gateway;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the connections each group of backends gets: those named the part named, all others together the rest.
 *
 * <p>The choice is a smooth weighted round robin: each pool gains its percentage at every choice, the richest is chosen
 * and pays for all. So ten percent are every tenth connection, not one in ten on average. Guarded by the upstream's lock.
 */
final class Shares {
    /** The pool of all groups that have no share of their own. */
    private static final String REST = "";

    private Map<String, Integer> percents = Map.of();
    private final Map<String, Integer> credit = new HashMap<>();

    void replace(Map<String, Integer> byGroup) {
        int sum = 0;
        for (var share : byGroup.entrySet()) {
            if (share.getValue() < 0 || share.getValue() > 100) {
                throw new IllegalArgumentException("the share of group '" + share.getKey() + "' is " + share.getValue()
                        + ", not 0 to 100 percent");
            }
            if (share.getKey().equals(REST)) {
                throw new IllegalArgumentException("the group without a name can't have a share: it is the rest");
            }
            sum += share.getValue();
        }
        if (sum > 100) {
            throw new IllegalArgumentException("the shares " + byGroup + " add up to " + sum + " percent");
        }
        percents = Map.copyOf(byGroup);
        credit.clear();
    }

    /** Returns the one with the fewest connections, in the pool whose turn it is, of those that could take one. */
    @Nullable Member choose(List<Member> free) {
        if (percents.isEmpty()) {
            return least(free, null);
        }
        var pools = new TreeMap<String, Integer>();
        for (var member : free) {
            var pool = poolOf(member);
            int percent = percent(pool);
            if (percent > 0) {
                pools.put(pool, percent);
            }
        }
        if (pools.isEmpty()) {
            return null;
        }
        int all = 0;
        String chosen = pools.firstKey();
        for (var pool : pools.entrySet()) {
            all += pool.getValue();
            credit.merge(pool.getKey(), pool.getValue(), Integer::sum);
            if (credit(pool.getKey()) > credit(chosen)) {
                chosen = pool.getKey();
            }
        }
        credit.merge(chosen, -all, Integer::sum);
        return least(free, chosen);
    }

    private @Nullable Member least(List<Member> free, @Nullable String pool) {
        Member least = null;
        for (var member : free) {
            if ((pool == null || pool.equals(poolOf(member))) && (least == null || member.compareTo(least) < 0)) {
                least = member;
            }
        }
        return least;
    }

    private String poolOf(Member member) {
        return percents.containsKey(member.group) ? member.group : REST;
    }

    private int percent(String pool) {
        var own = percents.get(pool);
        return own != null
                ? own
                : 100 - percents.values().stream().mapToInt(Integer::intValue).sum();
    }

    private int credit(String pool) {
        return credit.getOrDefault(pool, 0);
    }
}
