namespace ChatAspire.Provisioner.Output;

/// <summary>Confirms on standard error that a file or folder was written.</summary>
internal static class FileNotice
{
    /// <param name="what">The kind of file, such as "picture".</param>
    /// <param name="path">The path, as the user typed it.</param>
    public static void Write(string what, string path) => Terminal.WriteMessage($"Wrote {what}: {path}");
}
