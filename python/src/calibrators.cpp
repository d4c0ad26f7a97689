// Int8 calibrators: classes that Python code derives from, one for each algorithm.
#include "callback.h"

#include <cstring>

namespace tenon::python
{

namespace
{

using namespace nvinfer1;

//! What the library asks of a calibrator, passed on to its Python object. `Base` is one of the IInt8…Calibrator classes.
template <typename Base>
class PythonCalibrator : public Base
{
public:
    std::int32_t getBatchSize() const noexcept override
    {
        return guarded("get_batch_size", 0, [&] { return nb::cast<std::int32_t>(self().attr("get_batch_size")()); });
    }
    bool getBatch(void* bindings[], char const* names[], std::int32_t count) noexcept override
    {
        return guarded("get_batch", false, [&] {
            nb::list asked;
            for (std::int32_t i = 0; i < count; ++i)
            {
                asked.append(nb::str(names[i]));
            }
            nb::object const given = self().attr("get_batch")(asked);
            if (given.is_none() || nb::len(given) == 0)
            {
                return false;
            }
            if (static_cast<std::int32_t>(nb::len(given)) != count)
            {
                throw nb::value_error(("get_batch: expected an address for each of " + std::to_string(count)
                    + " inputs, or None where there are no more batches, found " + std::to_string(nb::len(given)))
                                          .c_str());
            }
            for (std::int32_t i = 0; i < count; ++i)
            {
                bindings[i] = pointerOf<void*>(nb::cast<std::uintptr_t>(nb::object(given[i])));
            }
            return true;
        });
    }
    void const* readCalibrationCache(std::size_t& length) noexcept override
    {
        length = 0;
        return guarded("read_calibration_cache", static_cast<void const*>(nullptr), [&]() -> void const* {
            nb::object const cache = self().attr("read_calibration_cache")();
            if (cache.is_none())
            {
                return nullptr;
            }
            nb::bytes const bytes(cache);
            cache_.assign(bytes.c_str(), bytes.size());
            length = cache_.size();
            return cache_.data();
        });
    }
    void writeCalibrationCache(void const* bytes, std::size_t length) noexcept override
    {
        guardedVoid("write_calibration_cache",
            [&] { self().attr("write_calibration_cache")(nb::bytes(static_cast<char const*>(bytes), length)); });
    }

protected:
    nb::object self() const { return pythonOf<Base>(this); }
    //! What Python's `name` gives, or `otherwise` where the class has no such method of its own.
    double number(char const* name, double otherwise) const
    {
        return guarded(name, otherwise, [&] { return nb::cast<double>(self().attr(name)()); });
    }

private:
    std::string cache_; //!< as it was read: the library reads it after the call
};

class PythonLegacyCalibrator : public PythonCalibrator<IInt8LegacyCalibrator>
{
public:
    double getQuantile() const noexcept override { return number("get_quantile", 0.9999); }
    double getRegressionCutoff() const noexcept override { return number("get_regression_cutoff", 1.0); }
    void const* readHistogramCache(std::size_t& length) noexcept override
    {
        length = 0;
        return guarded("read_histogram_cache", static_cast<void const*>(nullptr), [&]() -> void const* {
            nb::object const cache = self().attr("read_histogram_cache")(0);
            if (cache.is_none())
            {
                return nullptr;
            }
            nb::bytes const bytes(cache);
            histogram_.assign(bytes.c_str(), bytes.size());
            length = histogram_.size();
            return histogram_.data();
        });
    }
    void writeHistogramCache(void const* bytes, std::size_t length) noexcept override
    {
        guardedVoid("write_histogram_cache",
            [&] { self().attr("write_histogram_cache")(nb::bytes(static_cast<char const*>(bytes), length)); });
    }

private:
    std::string histogram_;
};

//! \throw NotImplementedError, for methods that the derived class has to write.
[[noreturn]] void notWritten(char const* name)
{
    PyErr_Format(PyExc_NotImplementedError,
        "%s: expected a class that writes it, found none; a calibrator derives and "
        "writes get_batch_size, get_batch, read_calibration_cache and "
        "write_calibration_cache",
        name);
    throw nb::python_error();
}

template <typename Base, typename Face>
void bindCalibrator(nb::module_& m, char const* name, char const* doc)
{
    Documented<Base, IInt8Calibrator, Face>(m, name, doc)
        .def(nb::init<>())
        .def(
            "get_algorithm", [](Base& self) { return self.getAlgorithm(); },
            "The algorithm that the class stands for.");
}

} // namespace

void bindCalibrators(nb::module_& m)
{
    Documented<IInt8Calibrator>(m, "IInt8Calibrator",
        "Feeds sample batches to a build for int8. Derive from IInt8EntropyCalibrator2 or another of its kind and write\n"
        "get_batch_size(self) -> int, get_batch(self, names) -> a list of addresses (of the engine's device, as integers, in the\n"
        "order of names) or None at the end, read_calibration_cache(self) -> bytes or None, write_calibration_cache(self, cache).")
        .def(
            "get_batch_size", [](nb::handle) { notWritten("get_batch_size"); }, "Samples in a batch.")
        .def(
            "get_batch", [](nb::handle, nb::object) { notWritten("get_batch"); }, nb::arg("names"),
            "Addresses of the next batch's inputs; None where there are no more.")
        .def(
            "read_calibration_cache", [](nb::handle) { return nb::none(); },
            "What write_calibration_cache was given in an earlier build, or None.")
        .def(
            "write_calibration_cache", [](nb::handle, nb::object) {}, nb::arg("cache"),
            "Ranges to keep for the next build.")
        .def(
            "get_algorithm", [](IInt8Calibrator& self) { return self.getAlgorithm(); }, "How ranges are found.");
    bindCalibrator<IInt8EntropyCalibrator, PythonCalibrator<IInt8EntropyCalibrator>>(
        m, "IInt8EntropyCalibrator", "Ranges by least loss of information.");
    bindCalibrator<IInt8EntropyCalibrator2, PythonCalibrator<IInt8EntropyCalibrator2>>(
        m, "IInt8EntropyCalibrator2", "Ranges by least loss of information, one for each tensor.");
    bindCalibrator<IInt8MinMaxCalibrator, PythonCalibrator<IInt8MinMaxCalibrator>>(
        m, "IInt8MinMaxCalibrator", "Ranges from the least to the greatest value seen.");
    Documented<IInt8LegacyCalibrator, IInt8Calibrator, PythonLegacyCalibrator>(m, "IInt8LegacyCalibrator",
        "Ranges by a quantile. Write get_quantile(self) and get_regression_cutoff(self) too; read_histogram_cache(self, length) and "
        "write_histogram_cache(self, cache) as for the calibration's cache.")
        .def(nb::init<>())
        .def(
            "get_algorithm", [](IInt8LegacyCalibrator& self) { return self.getAlgorithm(); },
            "The algorithm that the class stands for.")
        .def(
            "get_quantile", [](nb::handle) { return 0.9999; }, "The share of values that a range holds.")
        .def(
            "get_regression_cutoff", [](nb::handle) { return 1.0; }, "The share that outliers may be cut off to.")
        .def(
            "read_histogram_cache", [](nb::handle, std::size_t) { return nb::none(); }, nb::arg("length"),
            "The histogram of an earlier build, or None.")
        .def(
            "write_histogram_cache", [](nb::handle, nb::object) {}, nb::arg("cache"), "A histogram to keep.");
}

} // namespace tenon::python
