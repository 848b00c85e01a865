namespace ChatAspire.Architecture.Tests.Samples.Upper;

/// <summary>Breaks two rules on purpose: it belongs to a cycle, and writes to the console.</summary>
internal static class Screen
{
    public static void Show(Lower.Store store) => Console.WriteLine(store);
}
