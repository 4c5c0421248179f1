package dev.demitasse.net;

/** The time of day as somebody keeps it who can be told that it is wrong. Called under the stack's lock; must not block. */
public interface WallClock {
    /** Moves it at once by so many nanoseconds. */
    void step(long nanos);

    /** Moves it by so many nanoseconds, slowly and without ever turning it back; what was still to be moved is forgotten. */
    void slew(long nanos);
}
