using Delegate.Bridge.Hosting;
using Delegate.Cli.Specs.Harness;
using Delegate.Contracts;

namespace Delegate.Cli.Specs.Hosting;

public sealed class HostLocatorSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Own => Directory.CreateDirectory(Path.Combine(_folder.Path, "bin", "Delegate.Cli", "debug")).FullName;

    [Fact]
    public void The_variable_goes_first()
    {
        var named = _folder.Write("other", "");
        File.WriteAllText(Path.Combine(Own, "delegated"), "");
        Assert.Equal(named, HostLocator.Find(_ => named, Own));
    }

    [Fact]
    public void A_variable_that_names_nothing_is_an_error_not_a_reason_to_look_elsewhere()
    {
        File.WriteAllText(Path.Combine(Own, "delegated"), "");
        var error = Assert.Throws<DelegateException>(() => HostLocator.Find(_ => "/nowhere/delegated", Own)).Error;
        Assert.Equal(ErrorCodes.HostStartFailed, error.Code);
        Assert.Contains("DELEGATE_HOST_EXE", error.Message);
    }

    [Fact]
    public void Installed_programs_are_beside_each_other()
    {
        File.WriteAllText(Path.Combine(Own, "delegated"), "");
        Assert.Equal(Path.Combine(Own, "delegated"), HostLocator.Find(_ => null, Own + "/"));
    }

    [Fact]
    public void Built_programs_are_found_by_the_layout_of_the_build()
    {
        var host = Directory.CreateDirectory(Path.Combine(_folder.Path, "bin", "Delegate.Host", "debug")).FullName;
        File.WriteAllText(Path.Combine(host, "delegated"), "");
        Assert.Equal(Path.Combine(host, "delegated"), HostLocator.Find(_ => null, Own + "/"));
    }

    [Fact]
    public void When_there_is_none_both_places_are_named()
    {
        var error = Assert.Throws<DelegateException>(() => HostLocator.Find(_ => null, Own)).Error;
        Assert.Contains(Path.Combine(Own, "delegated"), error.Message);
        Assert.Contains(Path.Combine("Delegate.Host", "debug", "delegated"), error.Message);
        Assert.Contains("DELEGATE_HOST_EXE", error.Hint);
    }
}
