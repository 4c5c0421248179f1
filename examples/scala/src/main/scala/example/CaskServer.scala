package example

/** Cask, whose routes are annotated methods, on Undertow. */
object CaskServer extends cask.MainRoutes:
  override def host = "0.0.0.0"
  override def port = 8080

  @cask.get("/")
  def greeting() = "Hello from Scala\n"

  @cask.get("/greet/:name")
  def greet(name: String) = s"Hello, $name\n"

  initialize()
  println(s"Listening on port $port")
