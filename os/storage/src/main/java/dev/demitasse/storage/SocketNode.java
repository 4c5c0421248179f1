package dev.demitasse.storage;

/** A name at which a socket of this machine can be reached (unix(7)). Who listens there, the sockets themselves know. */
public non-sealed interface SocketNode extends Node {}
