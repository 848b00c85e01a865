using System.Reflection;

namespace ChatAspire.Testing;

/// <summary>The paths of this clone and of its built programs.</summary>
public static class Repository
{
    /// <summary>The root of the clone.</summary>
    public static string Root { get; } = Path.GetFullPath(Metadata("Root"));

    /// <summary>The native chatlab that eng/test published; null where it cannot be linked, or without eng/test.</summary>
    public static string? PublishedChatlab { get; } = Published("CHATASPIRE_CHATLAB");

    /// <summary>chatlab as users get it, else as it was built with the tests.</summary>
    public static string Chatlab => PublishedChatlab ?? Program("ChatAspire.Provisioner", "chatlab");

    /// <summary>The chat as labs run it, the native program that eng/test published; else as it was built with the tests.</summary>
    public static string Chat => Published("CHATASPIRE_CHAT") ?? Program("ChatAspire.Web");

    /// <summary>The built program of one of the solution's projects, in the same configuration as the tests.</summary>
    public static string Program(string project) => Program(project, project);

    /// <summary>The built program of a project whose assembly has another name.</summary>
    public static string Program(string project, string assembly)
    {
        var name = OperatingSystem.IsWindows() ? $"{assembly}.exe" : assembly;
        var path = Path.Combine(Root, project, Metadata("Output"), name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"{project} is not built: {path} does not exist.");
    }

    private static string? Published(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } path ? path : null;

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == key).Value!;
}
