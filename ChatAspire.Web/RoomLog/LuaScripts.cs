namespace ChatAspire.Web.RoomLog;

/// <summary>The Lua scripts next to this file; the header of each lists its arguments and its result.</summary>
internal static class LuaScripts
{
    public static readonly string Append = Load("run-id") + Load("surviving-log") + Load("append");
    public static readonly string Confirm = Load("run-id") + Load("confirm");
    public static readonly string Read = Load("surviving-log") + Load("read");
    public static readonly string Renew = Load("run-id") + Load("surviving-log") + Load("renew");
    public static readonly string Register = Load("register");
    public static readonly string Here = Load("here");

    private static string Load(string name)
    {
        using var stream = typeof(LuaScripts).Assembly.GetManifestResourceStream($"{name}.lua")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
