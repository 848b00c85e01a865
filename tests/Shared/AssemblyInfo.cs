// The hosts of a lab are Linux; so is what these tests start.
[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]
