package example

import io.ktor.server.application.Application
import io.ktor.server.cio.CIO
import io.ktor.server.engine.embeddedServer
import io.ktor.server.response.respondText
import io.ktor.server.routing.get
import io.ktor.server.routing.routing

private const val PORT = 8080

/** Ktor on its own engine, which runs coroutines over the selectors of `java.nio`. */
fun main() {
    embeddedServer(CIO, port = PORT, host = "0.0.0.0", module = Application::greetings).start(wait = true)
}

private fun Application.greetings() {
    routing {
        get("/") { call.respondText("Hello from Ktor\n") }
        get("/greet/{name}") { call.respondText("Hello, ${call.parameters["name"]}\n") }
    }
    println("Listening on port $PORT")
}
