namespace ChatAspire.Architecture.Tests.Samples.Lower;

/// <summary>Breaks a rule on purpose: the lower floor uses the upper one.</summary>
internal sealed class Store
{
    public void Show() => Upper.Screen.Show(this);
}
