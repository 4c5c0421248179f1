package dev.demitasse.gateway;

/** Which version of the PROXY protocol tells a backend the client's address. */
public enum ProxyProtocol {
    /** None: the backend sees the gateway's address. */
    NONE,
    /** One line of text. */
    V1,
    /** A binary header. */
    V2
}
