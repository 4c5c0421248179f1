package dev.demitasse.control.reconcile;

import dev.demitasse.control.service.Rollout;

/**
 * What brings a service nearer to having {@code target} instances of its current template and none of others.
 *
 * @param start instances of the current template to start
 * @param retireOld instances of other templates to end
 * @param retireNew instances of the current template to end
 */
record RolloutStep(int start, int retireOld, int retireNew) {
    /** More than there can be. */
    private static final int ALL = Integer.MAX_VALUE;

    /**
     * The instances that there are.
     *
     * @param fresh of the current template, starting or ready
     * @param freshReady of these, the ready ones
     * @param old of other templates, starting or ready
     * @param oldReady of these, the ready ones
     * @param leaving of other templates, on their way out
     */
    record Census(int fresh, int freshReady, int old, int oldReady, int leaving) {}

    /** The next step, which may be to wait. */
    static RolloutStep of(Rollout.Strategy strategy, int target, Census now, boolean promoted) {
        if (now.old() == 0 && !(strategy == Rollout.Strategy.RECREATE && now.leaving() > 0)) {
            return new RolloutStep(Math.max(0, target - now.fresh()), 0, Math.max(0, now.fresh() - target));
        }
        return switch (strategy) {
            case RECREATE -> new RolloutStep(0, ALL, 0);
            case CANARY ->
                promoted || target == 0 ? rolling(target, now) : new RolloutStep(Math.max(0, 1 - now.fresh()), 0, 0);
            case ROLLING -> rolling(target, now);
        };
    }

    private static RolloutStep rolling(int target, Census now) {
        int total = now.fresh() + now.old();
        // One more than there should be, while it starts.
        int start = now.fresh() < target && total <= target ? 1 : 0;
        int serving = now.freshReady() + now.oldReady();
        int starting = now.old() - now.oldReady();
        int surplus = Math.max(0, serving - target);
        return new RolloutStep(start, target == 0 ? ALL : Math.min(now.old(), surplus + starting), 0);
    }
}
